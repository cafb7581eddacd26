namespace Cloakroom.Cookies;

/// <summary>What cookies need of an address.</summary>
/// <param name="Host">The canonicalized host (5.1.2).</param>
/// <param name="IsAddress">Whether the host is an IP address: no domain is above it (5.1.3).</param>
/// <param name="Path">The path as it is sent: nothing is decoded, dot segments are gone.</param>
/// <param name="IsSecure">Whether the connection is "secure", as defined by the user agent (5.7 step 13).</param>
internal readonly record struct CookieUrl(string Host, bool IsAddress, string Path, bool IsSecure)
{
    /// <summary>Domain-matching (5.1.3): the host and the domain are identical, or the host is below it.</summary>
    public bool DomainMatches(string domain) => Host == domain || IsBelow(domain);

    /// <summary>The host is a name, not an address, and ends with a dot and the domain.</summary>
    public bool IsBelow(string domain) =>
        !IsAddress && Host.Length > domain.Length && Host.EndsWith(domain, StringComparison.Ordinal) && Host[^(domain.Length + 1)] == '.';

    /// <summary>Reads an address; false when it has no cookies.</summary>
    public static bool TryRead(Uri url, bool trustLoopback, out CookieUrl read)
    {
        read = default;
        bool isTls = url.Scheme is "https" or "wss";
        if ((!isTls && url.Scheme is not ("http" or "ws")) || !HostName.TryParse(url, out HostName host))
        {
            return false;
        }

        bool isSecure = isTls || (trustLoopback && PublicOrigin.IsLoopback(host.Text));
        read = new(host.Text, host.IsAddress, UrlPath.Of(url), isSecure);
        return true;
    }
}
