using static Cloakroom.ServerTests.BadInput.RequestText;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Takes a good request and spoils it, repeatably: bytes changed, cut, doubled, moved, or replaced by what breaks parsers.</summary>
internal sealed class Mutator(Numbers numbers)
{
    // Nobody's address: a login that stays whole fails, and the person of the tests is not locked out.
    private const string Body = """{"email":"nobody@example.org","password":"a long enough password"}""";

    private static readonly string[] Good =
    [
        Login(Body), Register(Body.Replace("a long enough password", "short", StringComparison.Ordinal)), Login("email=nobody%40example.org&password=x&return=%2F", "application/x-www-form-urlencoded"),
        SignedIn("GET /auth/session"), SignedIn("GET /auth/sessions", "Accept: application/json"), SignedIn("GET /auth/csrf"), SignedIn("DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA"),
        Put("{\"cups\":[1,2,{\"size\":\"large\"}]}"), SignedIn("PUT /auth/data/other", "If-Match: \"1\"", "[]"), SignedIn("GET /auth/data/k", "If-None-Match: \"1\""), SignedIn("DELETE /auth/data/k"),
        With("POST /auth/logout", "Cookie: session_id=" + new string('A', 43), ""), With("GET /health/ready"), SignedIn("GET /", "Accept: text/html\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document"),
        With("GET /login?return=%2Faccount", "Accept: text/html"), SignedIn("GET /account/sessions", "Accept: text/html"),
        With("POST /auth/refresh", body: "{\"refresh_token\":\"" + new string('A', 86) + "\"}"), With("POST /auth/login/mfa", body: "{\"mfa_token\":\"" + new string('A', 43) + "\",\"code\":\"123456\"}"),
        With("GET /auth/session", "Authorization: Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6IjEiLCJ0eXAiOiJhdCtqd3QifQ.e30." + new string('A', 86)), With("POST /auth/introspect", body: "token=x", type: "application/x-www-form-urlencoded"),
        With("GET /auth/revocations?since=2026-01-01T00:00:00Z", "If-None-Match: \"1\""), With("GET /.well-known/jwks.json"), SignedIn("GET /auth/verify?redirect=true", "X-Forwarded-Method: GET\nX-Forwarded-Proto: https\nX-Forwarded-Host: app.example\nX-Forwarded-Uri: /a%20b?c=d"),
        With("GET /doctor?line=a%3Db%3B+Secure", "Accept: text/html"), With("POST /auth/passkeys/login", body: "{\"credential\":{\"id\":\"AAAA\",\"type\":\"public-key\",\"response\":{}},\"state\":\"AAAA\"}"),
        With("GET /login", "Cookie: device=" + new string('A', 48) + "; pending_login=x; external_link=y\nAccept: text/html\nAccept-Language: de;q=0.5, en"), With("POST /auth/logout?all=true", $"Cookie: session_id={new string('A', 43)}\nX-CSRF-Token: " + new string('A', 64), ""),
    ];

    private static readonly string[] Breakers =
    [
        "\0", "\r", "\n", "\r\n", "\r\n\r\n", "\u00ff", "\u00c0\u0080", "\u00ef\u00bb\u00bf", "%00", "%", "%ff", "%2e%2e%2f", "..", "//", "\\", ";", "=", ",", "\"", "'", "{", "}", "[[[[[[[[", "-1", "1e999",
        "99999999999999999999", "null", "\\u0000", "\\ud800", "\t", "\u007f", ":", "session_id=", "Cookie: ", "Transfer-Encoding: chunked\r\n", "Content-Length: 0\r\n", "Host: x\r\n", new string('A', 300), new string('A', 9000),
    ];

    /// <summary>The next spoilt request, with the placeholder of the session still in it.</summary>
    public string Next()
    {
        string request = Good[numbers.Below(Good.Length)];
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        // A body keeps its right length, so that it is read; in a head everything may be wrong.
        if (end < request.Length && numbers.Below(2) == 0)
        {
            string body = Spoil(request[end..]);
            return request[..end].Replace($"Content-Length: {request.Length - end}", $"Content-Length: {body.Length}", StringComparison.Ordinal) + body;
        }

        // Half of the heads keep their lines, so that more than the parser of HTTP gets to see them.
        return numbers.Below(2) == 0 ? Spoil(request[..end]) + request[end..] : SpoilLine(request[..(end - 4)]) + request[(end - 4)..];
    }

    private string SpoilLine(string head)
    {
        string[] lines = head.Split("\r\n");
        int chosen = numbers.Below(lines.Length);
        string line = lines[chosen];
        int from = line.IndexOf(' ', StringComparison.Ordinal) + 1, to = chosen == 0 ? line.LastIndexOf(' ') : line.Length;
        lines[chosen] = line[..from] + string.Concat(Spoil(line[from..to]).Where(c => c is > ' ' and < '\u007f')) + line[to..];
        return string.Join("\r\n", lines);
    }

    private string Spoil(string text)
    {
        for (int times = 1 + numbers.Below(3); times > 0; times--)
        {
            int at = numbers.Below(text.Length + 1), length = numbers.Below(Math.Min(text.Length - at, 40) + 1);
            text = numbers.Below(6) switch
            {
                0 => text[..at] + (char)numbers.Below(256) + text[Math.Min(at + 1, text.Length)..],
                1 => text[..at] + text[(at + length)..],
                2 => text[..(at + length)] + text[at..],
                3 => text[..at] + Breakers[numbers.Below(Breakers.Length)] + text[(at + length)..],
                4 => text[(at + length)..] + text[..at],
                _ => text[..at] + Breakers[numbers.Below(Breakers.Length)] + text[at..],
            };
        }

        return text;
    }
}
