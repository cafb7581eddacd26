using System.Text;
using System.Text.Json;

namespace Cloakroom.Bench.Contest;

/// <summary>Requests ahead of the measurement: logins and proofs.</summary>
internal static class Caller
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>Logs in.</summary>
    /// <param name="contender">Where.</param>
    /// <param name="path">What is posted to.</param>
    /// <param name="json">What is posted; null for nothing.</param>
    /// <returns>The header line that shows who it is, by the cookies of the answer or by the token in it; and the body.</returns>
    public static async Task<(string Line, string Body)> LoginAsync(Contender contender, string path = "/login", string? json = null)
    {
        using HttpResponseMessage answer = await PostAsync(contender, path, json);
        string body = await answer.Content.ReadAsStringAsync();
        if (answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines))
        {
            return ($"Cookie: {string.Join("; ", lines.Select(line => line.Split(';')[0]))}", body);
        }

        if (!body.StartsWith('{'))
        {
            return ($"Authorization: Bearer {body}", body);
        }

        using JsonDocument tokens = JsonDocument.Parse(body);
        return ($"Authorization: Bearer {tokens.RootElement.GetProperty("accessToken").GetString()}", body);
    }

    /// <summary>Posts JSON, or nothing, and is not refused.</summary>
    public static async Task<HttpResponseMessage> PostAsync(Contender contender, string path, string? json) =>
        (await SendAsync(new(contender, "POST", path, Ask.Script), json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();

    /// <summary>What a GET answers.</summary>
    public static async Task<string> GetAsync(Ask ask)
    {
        using HttpResponseMessage answer = await SendAsync(ask);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public static async Task<bool> IsGreetedAsync(Ask ask)
    {
        using HttpResponseMessage answer = await SendAsync(ask);
        return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync() == "hello";
    }

    /// <summary>Waits for a contender that has to hear of something first, such as the keys and the revocations of an issuer.</summary>
    public static async Task UntilGreetedAsync(Ask ask)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await IsGreetedAsync(ask))
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(Ask ask, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(ask.Method), new Uri(ask.Contender.Url, ask.Path)) { Content = body };
        foreach (string line in ask.Headers)
        {
            string[] header = line.Split(": ", 2);
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        return await Client.SendAsync(request);
    }
}
