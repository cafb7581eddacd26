namespace Cloakroom.Testing;

/// <summary>The cookies of a browser: what it takes (RFC 6265bis 5.7) and what it sends (5.8).</summary>
internal sealed class BrowserJar(TimeProvider time)
{
    private readonly List<BrowserCookie> _cookies = [];

    public IReadOnlyList<BrowserCookie> Live
    {
        get
        {
            DateTimeOffset now = time.GetUtcNow();
            _cookies.RemoveAll(c => c.ExpiresAt <= now);
            return [.. _cookies];
        }
    }

    /// <summary>Takes a Set-Cookie line, or ignores it in silence as browsers do.</summary>
    public void Receive(string line, Uri url, bool sameSite, bool topLevel)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (SetCookieLine.Read(line, url, now) is not { } cookie || !IsAccepted(cookie, line, url) || Overlays(cookie, url))
        {
            return;
        }

        // A cookie that may not be sent across sites cannot be set from another site either, except by a navigation.
        if (cookie.SameSite != "None" && !sameSite && !topLevel)
        {
            return;
        }

        // Replacing keeps the place in the order of creation.
        int at = _cookies.FindIndex(c => c.IsSamePlace(cookie));
        if (cookie.ExpiresAt <= now)
        {
            _cookies.RemoveAll(c => c.IsSamePlace(cookie));
        }
        else if (at >= 0)
        {
            _cookies[at] = cookie;
        }
        else
        {
            _cookies.Add(cookie);
        }
    }

    /// <summary>The cookies for a request: longer paths first, then older first.</summary>
    public IEnumerable<BrowserCookie> For(Uri url, bool sameSite, bool topLevelSafe) => Live
        .Where(c => c.IsCovering(url) && (sameSite || c.SameSite == "None" || (topLevelSafe && c.SameSite is "Lax" or "")))
        .OrderByDescending(c => c.Path.Length);

    // Secure needs a secure origin; the prefixes need https itself (5.4), also on this machine; None needs Secure in every browser.
    private static bool IsAccepted(BrowserCookie cookie, string line, Uri url)
    {
        bool https = url.Scheme == Uri.UriSchemeHttps;
        return (!cookie.Secure || Site.IsTrustworthy(url))
            && (cookie.SameSite != "None" || cookie.Secure)
            && (!HasPrefix(cookie, "__Secure-") || (cookie.Secure && https && cookie.Name.Length > 0))
            && (!HasPrefix(cookie, "__Host-")
                || (cookie.Secure && https && cookie.Name.Length > 0 && cookie.HostOnly && cookie.Path == "/" && SaysPath(line) && !SaysDomain(line)));
    }

    // A cookie without a name may not look like one with a prefix.
    private static bool HasPrefix(BrowserCookie cookie, string prefix) =>
        (cookie.Name.Length == 0 ? cookie.Value : cookie.Name).StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static bool SaysPath(string line) => Says(line, "path");

    private static bool SaysDomain(string line) => Says(line, "domain");

    private static bool Says(string line, string attribute) =>
        line.Split(';').Skip(1).Any(p => p.Split('=')[0].Trim().Equals(attribute, StringComparison.OrdinalIgnoreCase));

    // A page without https may not put a cookie in front of a Secure one of the same name.
    private bool Overlays(BrowserCookie cookie, Uri url) =>
        !cookie.Secure && !Site.IsTrustworthy(url) && _cookies.Exists(c =>
            c.Secure && c.Name == cookie.Name
            && (BrowserCookie.DomainMatches(c.Domain, cookie.Domain) || BrowserCookie.DomainMatches(cookie.Domain, c.Domain))
            && BrowserCookie.PathMatches(cookie.Path, c.Path));
}
