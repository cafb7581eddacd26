using System.Net;

namespace Cloakroom.Testing;

/// <summary>Origins and sites. There is no public suffix list here: a site is a scheme and a host.</summary>
internal static class Site
{
    /// <summary>Same scheme, host and port (RFC 6454 5).</summary>
    public static bool SameOrigin(Uri a, Uri b) => SameSite(a, b) && a.Port == b.Port;

    /// <summary>Same scheme and host, whatever the port (HTML, "schemelessly same site" with the scheme compared too).</summary>
    public static bool SameSite(Uri a, Uri b) =>
        string.Equals(a.Scheme, b.Scheme, StringComparison.Ordinal) && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>The serialization of an origin (RFC 6454 6.2).</summary>
    public static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    /// <summary>https, or http on this machine (Secure Contexts 3.1). Browsers send Secure cookies and Sec-Fetch headers there.</summary>
    public static bool IsTrustworthy(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps
        || url.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || url.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.IdnHost, out IPAddress? address) && IPAddress.IsLoopback(address));
}
