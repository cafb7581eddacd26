using Cloakroom.Cookies;

namespace Cloakroom.Testing;

/// <summary>What a browser asks of two addresses, or of one.</summary>
internal static class Origins
{
    /// <summary>Same scheme, host and port (RFC 6454 5).</summary>
    public static bool Same(Uri a, Uri b) =>
        string.Equals(a.Scheme, b.Scheme, StringComparison.Ordinal) && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase) && a.Port == b.Port;

    /// <summary>Same scheme and registrable domain, whatever the port (HTML, "same site").</summary>
    public static bool SameSite(Uri a, Uri b) => Site.Of(a, PublicSuffixList.Default) == Site.Of(b, PublicSuffixList.Default);

    /// <summary>The serialization of an origin (RFC 6454 6.2).</summary>
    public static string Of(Uri url) => url.GetLeftPart(UriPartial.Authority);

    /// <summary>https, or http on this machine (Secure Contexts 3.1). Browsers send Secure cookies and Sec-Fetch headers there.</summary>
    public static bool IsTrustworthy(Uri url) => url.Scheme == Uri.UriSchemeHttps || PublicOrigin.IsLoopback(url.IdnHost);
}
