using System.Text;

namespace Cloakroom.ServerTests.BadInput;

/// <summary>Builds the bytes of a request; a character stands for the byte of its number (Latin-1).</summary>
internal static class RequestText
{
    /// <summary>Stands for the session of the person who is logged in.</summary>
    public const string Placeholder = "{SESSION}";

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A request of this server's own pages, with these headers besides, one a line.</summary>
    public static string With(string line, string headers = "", string? body = null, string type = "application/json") =>
        $"{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n"
        + (headers.Length == 0 ? "" : headers.ReplaceLineEndings("\r\n") + "\r\n")
        + (body is null ? "\r\n" : $"{(type.Length == 0 ? "" : $"Content-Type: {type}\r\n")}Content-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>The same, by the person who is logged in.</summary>
    public static string SignedIn(string line, string headers = "", string? body = null, string type = "application/json") =>
        With(line, ("Cookie: session_id=" + Placeholder + "\n" + headers).TrimEnd('\n'), body, type);

    public static string Login(string body, string type = "application/json") => With("POST /auth/login", body: body, type: type);

    public static string Register(string body, string type = "application/json") => With("POST /auth/register", body: body, type: type);

    public static string Put(string body, string type = "application/json") => SignedIn("PUT /auth/data/k", body: body, type: type);

    /// <summary>The UTF-8 bytes of a text, each as a character.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
