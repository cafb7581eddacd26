using System.Buffers;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>The request that a proxy asks about.</summary>
/// <param name="Method">Its method, as sent.</param>
/// <param name="Scheme"><c>https</c> or <c>http</c>.</param>
/// <param name="Host">The host it was sent to.</param>
/// <param name="Target">The address on that host.</param>
internal sealed record OriginalRequest(string Method, string Scheme, AppHost Host, RequestTarget Target)
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    /// <summary>The origin of the application, as browsers write it.</summary>
    public string Origin { get; } = $"{Scheme}://{Host}";

    /// <summary>Whether the method is one that everybody means the same by.</summary>
    public bool IsKnownMethod => Method is "GET" or "HEAD" or "OPTIONS" or "POST" or "PUT" or "PATCH" or "DELETE";

    public bool IsGet => Method == "GET";

    /// <summary>
    /// Whether it can be a method at all (RFC 9110 9.1), and none that asks something of proxies themselves. Those in small letters are
    /// another method by the specification, and the same to many frameworks.
    /// </summary>
    public static bool IsMethod(string method) =>
        method.Length is > 0 and <= 32 && !method.AsSpan().ContainsAnyExcept(Signs) && method is not ("TRACE" or "TRACK" or "CONNECT");
}
