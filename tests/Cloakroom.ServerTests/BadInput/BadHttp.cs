using static Cloakroom.ServerTests.BadInput.RequestText;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Requests that are wrong in their head, and the answer. "4xx" leaves open who answers: the HTTP server refuses some itself.</summary>
internal static class BadHttp
{
    private static readonly string[] Paths =
        ["/auth/login", "/auth/register", "/auth/session", "/auth/sessions", "/auth/logout", "/auth/csrf", "/auth/data/k", "/health/live", "/health/ready", "/login", "/"];

    public static IEnumerable<(string Name, string Request, string Answer)> All() => [.. Cookies(), .. Targets(), .. Methods(), .. Framing(), .. Headers(), .. Handles()];

    private static IEnumerable<(string Name, string Request, string Answer)> Cookies() =>
    [
        .. new[]
        {
            "", "x", new string('A', 42), new string('A', 44), new string('A', 4000), new string('A', 42) + "=", new string('A', 42) + "B", "\"" + new string('A', 43) + "\"",
            "%41" + new string('A', 40), new string('+', 43), "' OR 1=1 --", "{}", "eyJ1c2VyIjoiYWRtaW4ifQ==", "../../etc/passwd",
        }.Select((value, i) => ($"cookie: {i}", With("GET /auth/session", "Cookie: session_id=" + value), "401 malformed")),
        ("cookie: unknown", With("GET /auth/session", "Cookie: session_id=" + new string('A', 43)), "401 unknown_session"),
        ("cookie: a hundred", With("GET /auth/session", "Cookie: " + string.Join("; ", Enumerable.Range(0, 100).Select(i => $"c{i}={i}"))), "401 no_credentials"),
        ("cookie: a hundred sessions", With("GET /auth/session", "Cookie: " + string.Join("; ", Enumerable.Repeat("session_id=" + new string('A', 43), 100))), "401 ambiguous_credentials"),
        ("cookie: mine and another", With("GET /auth/session", $"Cookie: session_id={Placeholder}; session_id={new string('A', 43)}"), "401 ambiguous_credentials"),
        ("cookie: mine and another in two fields", With("GET /auth/session", $"Cookie: session_id={Placeholder}\nCookie: session_id={new string('A', 43)}"), "401 ambiguous_credentials"),
        ("cookie: only separators", With("GET /auth/session", "Cookie: ;;; = ;=; "), "401 no_credentials"),
        ("cookie: above ASCII", With("GET /auth/session", "Cookie: session_id=\u00ff\u00fe"), "4xx"), ("cookie: NUL", With("GET /auth/session", "Cookie: session_id=\0"), "4xx"),
        ("cookie: of 40 KB", With("GET /auth/session", "Cookie: a=" + new string('x', 40_000)), "4xx"),
    ];

    private static IEnumerable<(string Name, string Request, string Answer)> Targets() =>
    [
        .. new[]
        {
            "/nothing", "/auth", "/auth/", "//auth/session", "/auth//session", "/auth/session/", "/auth/session%00", "/auth%2fsession", "/auth\\session", "/AUTH/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd", "/auth/data/", "/auth/data/a/b", "/auth/sessions/", "/auth/session;jsessionid=1", "/%ff%fe", "/%", "/%zz", "/" + new string('a', 4000), "/.env", "/index.php",
            "/appsettings.json", "/cloakroom-data/cloakroom.db", "/_framework/blazor.web.js", "/Login.cshtml",
        }.Select(t => ($"target: {t[..Math.Min(t.Length, 40)]}", With("GET " + t), "4xx or own page")),
        ("target: none", "GET  HTTP/1.1\r\nHost: localhost\r\n\r\n", "4xx"), ("target: star", With("GET *"), "4xx"), ("target: no slash", With("GET auth/session"), "4xx"),
        ("target: another host", With("GET http://evil.example/auth/session"), "4xx"), ("target: CONNECT", With("CONNECT localhost:80"), "4xx"), ("target: fragment", With("GET /auth/session#x"), "4xx"),
        ("target: NUL", With("GET /auth/\0session"), "4xx"), ("target: above ASCII", With("GET /auth/s\u00e9ssion"), "4xx"), ("target: 20 KB", With("GET /" + new string('a', 20_000)), "4xx"),
        ("target: NUL, encoded", SignedIn("DELETE /auth/sessions/%00"), "4xx"), ("target: NUL, encoded, in a key", SignedIn("PUT /auth/data/%00", body: "1"), "4xx"),
        ("query: 100 fields, broken", With("GET /auth/session?" + string.Concat(Enumerable.Repeat("%zz=%ff&", 100))), "401 no_credentials"),
        ("query: return elsewhere", With("GET /auth/session?return=//evil.example"), "401 no_credentials"),
    ];

    private static IEnumerable<(string Name, string Request, string Answer)> Methods()
    {
        foreach (string path in Paths)
        {
            foreach (string method in new[] { "PATCH", "TRACE", "BREW", new string('M', 200) })
            {
                yield return ($"method: {method[..Math.Min(method.Length, 8)]} {path}", With($"{method} {path}"), "4xx");
            }
        }

        yield return ("method: none", " /auth/session HTTP/1.1\r\nHost: localhost\r\n\r\n", "4xx");
        yield return ("method: GET of login with a body", With("GET /auth/login", body: "{}"), "405 method_not_allowed");
    }

    private static IEnumerable<(string Name, string Request, string Answer)> Framing()
    {
        string head = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n";
        return
        [
            ("framing: length and chunks", head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "4xx"),
            ("framing: two lengths", head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "4xx"), ("framing: length -1", head + "Content-Length: -1\r\n\r\n", "4xx"),
            ("framing: length a word", head + "Content-Length: x\r\n\r\n", "4xx"), ("framing: length huge", head + "Content-Length: 99999999999999999999\r\n\r\n", "4xx"),
            ("framing: length over the limit", head + "Content-Length: 9999999\r\n\r\n", "413 too_large"), ("framing: no length", head + "Connection: close\r\n\r\n", "400 invalid_request"),
            ("framing: unknown coding", head + "Transfer-Encoding: gzip\r\n\r\n", "4xx"), ("framing: coding not last", head + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "4xx"),
            ("framing: bad chunk size", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", "4xx"), ("framing: chunk size huge", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n{}", "4xx"),
            ("framing: chunk without end", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n", "4xx"), ("framing: no host", "GET /auth/session HTTP/1.1\r\n\r\n", "4xx"),
            ("framing: two hosts", "GET /auth/session HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "4xx"), ("framing: host broken", "GET /auth/session HTTP/1.1\r\nHost: a b\r\n\r\n", "4xx"),
            ("framing: HTTP/0.9", "GET /auth/session\r\n\r\n", "4xx"), ("framing: HTTP/3.7", "GET /auth/session HTTP/3.7\r\nHost: localhost\r\n\r\n", "505"),
            ("framing: TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n", "4xx"), ("framing: noise", "\u00ff\u00fe\u0001\0\u0080\r\n\r\n", "4xx"),
            ("framing: bare line feeds", "GET /auth/session HTTP/1.1\nHost: localhost\n\n", "4xx"), ("framing: folded header", With("GET /auth/session", "X: a\n b"), "4xx"),
            ("framing: space before colon", With("GET /auth/session", "Cookie : a=b"), "4xx"), ("framing: header without colon", With("GET /auth/session", "Cookie"), "4xx"),
            ("framing: HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "4xx or closed"),
        ];
    }

    private static IEnumerable<(string Name, string Request, string Answer)> Headers() =>
    [
        ("headers: 200", With("GET /auth/session", string.Join('\n', Enumerable.Range(0, 200).Select(i => $"X-{i}: {i}"))), "4xx"), ("headers: 40 KB", With("GET /auth/session", "X: " + new string('x', 40_000)), "4xx"),
        ("headers: NUL", With("GET /auth/session", "X: \0"), "4xx"), ("headers: Sec-Fetch-Site twice", With("POST /auth/logout", "Sec-Fetch-Site: none"), "403 csrf_cross_site"),
        ("headers: Authorization of 20 KB", With("GET /auth/session", "Authorization: Bearer " + new string('x', 20_000)), "401 malformed"), ("headers: Origin broken", Cross("Origin: ://"), "403 csrf_origin"),
        ("headers: Origin null", Cross("Origin: null"), "403 csrf_origin"), ("headers: Accept nonsense", With("GET /auth/session", "Accept: ;;;,q=x"), "401 no_credentials"),
        ("headers: User-Agent above ASCII", With("GET /auth/session", "User-Agent: \u00ff\u00fe"), "4xx"), ("headers: host elsewhere", Login("{}").Replace("Host: localhost", "Host: evil.example", StringComparison.Ordinal), "4xx"),
    ];

    private static IEnumerable<(string Name, string Request, string Answer)> Handles() =>
        new[] { "x", new string('A', 22), new string('A', 5000), "..%2f..", "%ff", "*", "'%20OR%201=1" }
            .Select(h => ($"handle: {h[..Math.Min(h.Length, 12)]}", SignedIn("DELETE /auth/sessions/" + h), "404 not_found"));

    private static string Cross(string header) =>
        $"POST /auth/logout HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\nCookie: session_id={Placeholder}\r\nContent-Length: 0\r\n\r\n";
}
