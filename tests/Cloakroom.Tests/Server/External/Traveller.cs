using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cloakroom.Tests.Server.External.Issuing;

namespace Cloakroom.Tests.Server.External;

/// <summary>A person with a browser of their own, on the way between the server and an issuer.</summary>
internal sealed partial class Traveller : IDisposable
{
    private readonly HttpClient _here;

    public Traveller(RunningServer server)
    {
        _here = server.Browser();
        _here.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
    }

    public HttpClient Here => _here;

    /// <summary>From the button to the end: where the person is then.</summary>
    public async Task<string> LogInAsync(string name, string provider = "example", params (string, string)[] fields) =>
        await BackAsync(await AtIssuerAsync(await StartAsync($"/auth/external/{provider}", fields), name));

    /// <summary>The same to link.</summary>
    public async Task<string> LinkAsync(string name, string provider = "example") =>
        await BackAsync(await AtIssuerAsync(await StartAsync($"/auth/external/{provider}/link"), name));

    /// <summary>Presses the button; the address at the issuer.</summary>
    public async Task<Uri> StartAsync(string path, params (string, string)[] fields)
    {
        using HttpResponseMessage answer = await _here.FormAsync(path, fields);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new(await TargetAsync(answer));
    }

    /// <summary>Types a name at the issuer; the address to come back to.</summary>
    public static async Task<Uri> AtIssuerAsync(Uri there, string name, bool denies = false)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using HttpResponseMessage answer = await client.FormAsync(there.ToString(), denies ? ("denied", "true") : ("name", name));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location ?? throw new InvalidOperationException("The issuer leads nowhere.");
    }

    /// <summary>Comes back; where the person is led to.</summary>
    public async Task<string> BackAsync(Uri callback)
    {
        using HttpResponseMessage answer = await _here.AskAsync(callback.PathAndQuery);
        return await TargetAsync(answer);
    }

    /// <summary>Who the server says this is; null for nobody.</summary>
    public async Task<JsonElement?> SessionAsync()
    {
        using HttpResponseMessage answer = await _here.AskAsync("/auth/session");
        return answer.StatusCode == HttpStatusCode.OK ? await answer.JsonAsync() : null;
    }

    public async Task<string?> EmailAsync() => (await SessionAsync())?.GetProperty("user").GetProperty("email").GetString();

    /// <summary>Logs in here with a password.</summary>
    public async Task PasswordAsync(string email = RunningServer.Email)
    {
        using HttpResponseMessage answer = await _here.FormAsync("/auth/login", ("email", email), ("password", RunningServer.Password));
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    /// <summary>Posts a form; where the person is led to.</summary>
    public async Task<string> PostAsync(string path, params (string, string)[] fields)
    {
        using HttpResponseMessage answer = await _here.FormAsync(path, fields);
        return await TargetAsync(answer);
    }

    public void Dispose() => _here.Dispose();

    private static async Task<string> TargetAsync(HttpResponseMessage answer) =>
        answer.Headers.Location?.ToString() ?? WebUtility.HtmlDecode(Onward().Match(await answer.TextAsync()) is { Success: true } link ? link.Groups["to"].Value
            : throw new InvalidOperationException($"{(int)answer.StatusCode} leads nowhere."));

    [GeneratedRegex("id=\"onward\" href=\"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Onward();
}
