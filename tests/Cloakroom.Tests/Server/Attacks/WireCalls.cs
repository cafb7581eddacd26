using System.Text;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Short ways to send the usual requests, with these headers and no others.</summary>
internal static class WireCalls
{
    /// <summary>A request as bytes: what HTTP/1.1 cannot do without is added, and nothing else.</summary>
    public static byte[] Bytes(string method, string target, IReadOnlyList<(string Name, string Value)> headers, string? body = null)
    {
        var text = new StringBuilder($"{method} {target} HTTP/1.1\r\n");
        if (!Has(headers, "Host"))
        {
            text.Append($"Host: {Ground.Host}\r\n");
        }

        foreach ((string name, string value) in headers)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (!Has(headers, "Content-Length") && (body is not null || method is not ("GET" or "OPTIONS")))
        {
            text.Append($"Content-Length: {Encoding.UTF8.GetByteCount(body ?? "")}\r\n");
        }

        if (!Has(headers, "Connection"))
        {
            text.Append("Connection: close\r\n");
        }

        return Encoding.UTF8.GetBytes($"{text}\r\n{body}");
    }

    public static Task<WireAnswer> SendAsync(this Node node, string method, string target, string? body = null, params (string Name, string Value)[] headers) =>
        Wire.ExchangeAsync(node.Url, Bytes(method, target, headers, body));

    /// <summary>A JSON body, sent by a program or a page of this origin.</summary>
    public static Task<WireAnswer> JsonAsync(this Node node, string target, string json, string? cookie = null) =>
        node.SendAsync("POST", target, json, [("Content-Type", "application/json"), ("Origin", Ground.Origin), .. Cookie(cookie)]);

    public static Task<WireAnswer> RefreshAsync(this Node node, string token) => node.JsonAsync("/auth/refresh", $$"""{"refresh_token":"{{token}}"}""");

    /// <summary>Asks as the browser with this session would.</summary>
    public static Task<WireAnswer> AskAsync(this Node node, string target, string? sid = null) =>
        node.SendAsync("GET", target, null, [.. Cookie(sid is null ? null : $"{Person.Cookie}={sid}")]);

    /// <summary>Asks as the bearer of a token.</summary>
    public static Task<WireAnswer> BearAsync(this Node node, string target, string token) => node.SendAsync("GET", target, null, ("Authorization", $"Bearer {token}"));

    /// <summary>An unsafe request of a page of this origin.</summary>
    public static Task<WireAnswer> ActAsync(this Node node, string method, string target, string sid) =>
        node.SendAsync(method, target, null, ("Cookie", $"{Person.Cookie}={sid}"), ("Origin", Ground.Origin));

    private static IEnumerable<(string Name, string Value)> Cookie(string? cookie) => cookie is null ? [] : [("Cookie", cookie)];

    private static bool Has(IReadOnlyList<(string Name, string Value)> headers, string name) => headers.Any(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
