namespace Cloakroom.Testing;

/// <summary>A cookie as a browser keeps it (RFC 6265bis 5.7).</summary>
public sealed record BrowserCookie
{
    /// <summary>The name, octet by octet as it was set; empty for a cookie without a name.</summary>
    public required string Name { get; init; }

    /// <summary>The value as it was set.</summary>
    public required string Value { get; init; }

    /// <summary>The host it was set for, or the Domain attribute.</summary>
    public required string Domain { get; init; }

    /// <summary>Sent to exactly <see cref="Domain"/>, not to the hosts below it.</summary>
    public required bool HostOnly { get; init; }

    /// <summary>Sent to this path and what lies below it.</summary>
    public required string Path { get; init; }

    /// <summary>Sent over https only, or to this machine.</summary>
    public bool Secure { get; init; }

    /// <summary>Not shown to scripts.</summary>
    public bool HttpOnly { get; init; }

    /// <summary><c>Strict</c>, <c>Lax</c>, <c>None</c>, or empty when not stated; then it is treated as <c>Lax</c>.</summary>
    public string SameSite { get; init; } = "";

    /// <summary>When it goes; null for the end of the browser session.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Name and scope, without the value, which may be a secret.</summary>
    public override string ToString() => $"{Name} ({(HostOnly ? "" : ".")}{Domain}{Path})";

    internal bool IsSamePlace(BrowserCookie other) =>
        string.Equals(Name, other.Name, StringComparison.Ordinal) && string.Equals(Domain, other.Domain, StringComparison.Ordinal)
        && string.Equals(Path, other.Path, StringComparison.Ordinal) && HostOnly == other.HostOnly;

    internal string Pair => Name.Length == 0 ? Value : $"{Name}={Value}";

    internal bool IsCovering(Uri url) => IsInDomain(url) && PathMatches(url.AbsolutePath, Path) && (!Secure || Site.IsTrustworthy(url));

    private bool IsInDomain(Uri url) => HostOnly ? Host(url) == Domain : DomainMatches(Host(url), Domain);

    internal static string Host(Uri url) => url.IdnHost.ToLowerInvariant();

    /// <summary>RFC 6265bis 5.1.3.</summary>
    internal static bool DomainMatches(string host, string domain) =>
        host == domain || (host.EndsWith("." + domain, StringComparison.Ordinal) && !System.Net.IPAddress.TryParse(host, out _));

    /// <summary>RFC 6265bis 5.1.4.</summary>
    internal static bool PathMatches(string path, string cookiePath) =>
        path.StartsWith(cookiePath, StringComparison.Ordinal)
        && (path.Length == cookiePath.Length || cookiePath.EndsWith('/') || path[cookiePath.Length] == '/');
}
