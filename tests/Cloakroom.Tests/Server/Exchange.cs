using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Cloakroom.Tests.Server;

/// <summary>Short ways to ask and to read the answer.</summary>
internal static class Exchange
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> JsonAsync(this HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await client.PostAsync(path, content, Cancelled);
    }

    public static async Task<HttpResponseMessage> BytesAsync(this HttpClient client, string path, byte[] body, string? type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return await client.PostAsync(path, content, Cancelled);
    }

    public static async Task<HttpResponseMessage> FormAsync(this HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await client.PostAsync(path, content, Cancelled);
    }

    public static async Task<HttpResponseMessage> AskAsync(this HttpClient client, string path, HttpMethod? method = null, string? accept = null, Uri? origin = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin.GetLeftPart(UriPartial.Authority));
        }

        return await client.SendAsync(request, Cancelled);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Cancelled)).RootElement;

    public static Task<string> TextAsync(this HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancelled);

    /// <summary>The reason code of a problem; null for any other body.</summary>
    public static async Task<string?> CodeAsync(this HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await answer.JsonAsync()).GetProperty("code").GetString() : null;

    public static string? Cookie(this HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) ? string.Join('\n', lines) : null;

    public static string[] Roles(this JsonElement user) => [.. user.GetProperty("roles").EnumerateArray().Select(r => r.GetString() ?? "")];
}
