namespace Cloakroom.ServerTests.Hardening;

/// <summary>
/// Requests of which two readers may see the end in two places (RFC 9112 11.2), each with another request inside or behind it. The answer is
/// "refused": a 400, and the connection is closed; or the status of the one request that it is.
/// </summary>
internal static class SmuggledRequests
{
    private const string Login = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n";
    private const string Get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";
    private const string Refused = "refused";

    /// <param name="inside">The request that is to be brought in.</param>
    public static IEnumerable<(string Name, string Request, string Answer)> All(string inside) =>
        [.. Lengths(inside), .. Codings(inside), .. Chunks(inside), .. Lines(inside), .. Targets(inside), .. Bodies(inside)];

    private static IEnumerable<(string Name, string Request, string Answer)> Lengths(string inside)
    {
        string chunks = "0\r\n\r\n" + inside;
        yield return ("CL.TE: length over all, chunks end before", $"{Login}Content-Length: {chunks.Length}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}", Refused);
        yield return ("CL.TE of a request without use for a body", $"{Get}Content-Length: {chunks.Length}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}", Refused);
        yield return ("TE.CL: chunk over all, length ends before", $"{Login}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{inside.Length:x}\r\n{inside}\r\n0\r\n\r\n", Refused);
        yield return ("length zero and chunks", $"{Get}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n{inside.Length:x}\r\n{inside}\r\n0\r\n\r\n", Refused);
        yield return ("chunks in HTTP/1.0", $"{Get.Replace("1.1", "1.0", StringComparison.Ordinal)}Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}", Refused);
        foreach (string length in new[] { "0\r\nContent-Length: {0}", "{0}\r\nContent-Length: 0", "{0}\r\nContent-Length: {0}", "{0}, {0}", "0, {0}", "0x{0}", "-{0}", "{0}.0", "{0}e0", "", " ", "{0} {0}", "{0};", "\"{0}\"", "18446744073709551616" })
        {
            string value = length.Replace("{0}", $"{inside.Length}", StringComparison.Ordinal);
            yield return ($"length '{length.Replace("\r\n", "|", StringComparison.Ordinal)}'", $"{Get}Content-Length: {value}\r\n\r\n{inside}", Refused);
        }
    }

    private static IEnumerable<(string Name, string Request, string Answer)> Codings(string inside) => new[]
    {
        "xchunked", "chunked, chunked", "gzip, chunked", "identity, chunked", "chunked, identity", "identity", "gzip", "chunked;q=1", "\u000bchunked", "\u000cchunked", "\u00a0chunked", "chunked\u0085", "\"chunked\"",
        "", " ", ",", "chunked,", ", chunked", "chun\tked", "chunked\r\nTransfer-Encoding: identity", "identity\r\nTransfer-Encoding: chunked", "chunked\r\nTransfer-Encoding: chunked", "chunked\r\nContent-Length: 0",
    }.Select(c => ($"coding '{c.Replace("\r\n", "|", StringComparison.Ordinal)}'", $"{Get}Transfer-Encoding: {c}\r\n\r\n0\r\n\r\n{inside}", Refused));

    private static IEnumerable<(string Name, string Request, string Answer)> Chunks(string inside)
    {
        foreach ((string name, string chunks) in new[]
        {
            ("bare LF after the size", "2\n{}\r\n0\r\n\r\n"), ("bare LF in an extension (CVE-2025-55315)", "2;\nxx\r\n{}\r\n0\r\n\r\n"), ("bare CR in an extension", "2;a\rb\r\n{}\r\n0\r\n\r\n"),
            ("LF at the end of an extension", "2;a=b\n{}\r\n0\r\n\r\n"), ("size 0x2", "0x2\r\n{}\r\n0\r\n\r\n"), ("size +2", "+2\r\n{}\r\n0\r\n\r\n"), ("size -2", "-2\r\n{}\r\n0\r\n\r\n"), ("space before the size", " 2\r\n{}\r\n0\r\n\r\n"),
            ("space after the size", "2 \r\n{}\r\n0\r\n\r\n"), ("size of zeros", "00000000000000000000000002\r\n{}\r\n0\r\n\r\n"), ("size that wraps around 32 bits", "100000002\r\n{}\r\n0\r\n\r\n"),
            ("size that wraps around 64 bits", "10000000000000002\r\n{}\r\n0\r\n\r\n"), ("no size", "\r\n{}\r\n0\r\n\r\n"), ("chunk longer than its size", "1\r\n{}\r\n0\r\n\r\n"), ("LF behind a chunk", "2\r\n{}\n0\r\n\r\n"),
            ("CR alone behind a chunk", "2\r\n{}\r0\r\n\r\n"), ("LF at the very end", "2\r\n{}\r\n0\r\n\n"), ("LF in trailers", "2\r\n{}\r\n0\r\nX: y\nContent-Length: 9\r\n\r\n"), ("folded trailer", "2\r\n{}\r\n0\r\nX: y\r\n z\r\n\r\n"),
        })
        {
            yield return ($"chunks: {name}", $"{Login}Transfer-Encoding: chunked\r\n\r\n{chunks}{inside}", Refused);
        }
    }

    private static IEnumerable<(string Name, string Request, string Answer)> Lines(string inside) => new (string Name, string Request)[]
    {
        ("LF alone in all lines", Get.Replace("\r\n", "\n", StringComparison.Ordinal) + "\n"), ("LF alone at the end", Get + "\n"), ("LF in a value", Get + "X: y\nContent-Length: {0}\r\n\r\n"),
        ("LF behind the request line", Get.Replace("1.1\r\n", "1.1\n", StringComparison.Ordinal) + "\r\n"), ("CR in a value", Get + "X: y\rContent-Length: {0}\r\n\r\n"), ("CR in a name", Get + "X\rContent-Length: {0}\r\n\r\n"),
        ("CR CR LF", Get + "X: y\r\r\nContent-Length: {0}\r\n\r\n"), ("folded value", Get + "X: y\r\n Content-Length: {0}\r\n\r\n"), ("folded with a tab", Get + "X: y\r\n\tContent-Length: {0}\r\n\r\n"),
        ("space before the colon", Get + "Content-Length : {0}\r\n\r\n"), ("tab before the colon", Get + "Content-Length\t: {0}\r\n\r\n"), ("space before the first name", Get.Replace("Host", " Host", StringComparison.Ordinal) + "\r\n"),
        ("NUL in a name", Get + "Content\0-Length: {0}\r\n\r\n"), ("NUL in a value", Get + "X: \0\r\nContent-Length: {0}\r\n\r\n"), ("no name", Get + ": {0}\r\n\r\n"), ("no colon", Get + "Content-Length\r\n\r\n"),
        ("name above ASCII", Get + "Content-Length\u00a0: {0}\r\n\r\n"),
    }.Select(l => ("lines: " + l.Name, l.Request.Replace("{0}", $"{inside.Length}", StringComparison.Ordinal) + inside, Refused));

    private static IEnumerable<(string Name, string Request, string Answer)> Targets(string inside) => new (string Name, string Request)[]
    {
        ("another host in the target", "GET http://other.example/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("a user in the target", "GET http://localhost@other.example/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("two hosts", Get + "Host: localhost\r\n\r\n"), ("two different hosts", Get + "Host: other.example\r\n\r\n"), ("no host", "GET /health/live HTTP/1.1\r\n\r\n"), ("host with a path", "GET /health/live HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
        ("host with a user", "GET /health/live HTTP/1.1\r\nHost: a@localhost\r\n\r\n"), ("space in the target", "GET /health/live HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("two spaces", "GET  /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("tab for a space", "GET\t/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"), ("version HTTP/01.1", "GET /health/live HTTP/01.1\r\nHost: localhost\r\n\r\n"), ("version http/1.1", "GET /health/live http/1.1\r\nHost: localhost\r\n\r\n"),
    }.Select(t => ("target: " + t.Name, t.Request + inside, Refused));

    // One request each, whose body is the other: it is read or thrown away, and nobody takes it for a request.
    private static IEnumerable<(string Name, string Request, string Answer)> Bodies(string inside)
    {
        string length = $"Content-Length: {inside.Length}\r\n";
        yield return ("body of a GET", $"{Get}{length}\r\n{inside}", "200");
        yield return ("body of a login", $"{Login}{length}\r\n{inside}", "400");
        yield return ("body of a cross-site request", $"{Login.Replace("same-origin", "cross-site", StringComparison.Ordinal)}{length}\r\n{inside}", "403");
        yield return ("body to an address that does not exist", $"POST /nothing HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n{length}\r\n{inside}", "404");
        yield return ("body with a method that is not allowed", $"POST /health/live HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n{length}\r\n{inside}", "405");
        yield return ("body of nobody's data", $"PUT /auth/data/k HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n{length}\r\n{inside}", "401");
        yield return ("body that waits for 100", $"{Login}{length}Expect: 100-continue\r\n\r\n{inside}", "400");
        yield return ("underscores are no dashes", $"{Get}Transfer_Encoding: chunked\r\n{length}Content_Length: 0\r\n\r\n{inside}", "200");
        yield return ("upgrade to h2c", $"{Get}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n{length}\r\n{inside}", "200");
        yield return ("upgrade to a WebSocket where there is none", $"{Get}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{length}\r\n{inside}", "200");
        yield return ("length that is to be dropped on the way", $"{Get}Connection: Content-Length, keep-alive\r\n{length}\r\n{inside}", "200");
        yield return ("spaces around the length", $"{Get}Content-Length: \t {inside.Length} \t\r\n\r\n{inside}", "200");
        yield return ("chunks, written otherwise", $"{Login}transfer-encoding:\tCHUNKED \r\n\r\n{inside.Length:X}\r\n{inside}\r\n0\r\n\r\n", "400");
        yield return ("chunk with an extension", $"{Login}Transfer-Encoding: chunked\r\n\r\n{inside.Length:x};a=\"b\";c\r\n{inside}\r\n0\r\n\r\n", "400");
        yield return ("trailers that would be headers", $"{Login}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nContent-Length: {inside.Length}\r\nCookie: session_id=x\r\nHost: other.example\r\n\r\n", "400");
        yield return ("the same host in the target", $"GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\n{length}\r\n{inside}", "200");
        yield return ("lines before the request", $"\r\n\r\n{Get}{length}\r\n{inside}", "200");
    }
}
