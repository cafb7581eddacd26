namespace Cloakroom.Cookies;

/// <summary>Paths (5.1.4), octet by octet: two paths that mean the same are not equal.</summary>
internal static class CookiePath
{
    /// <summary>"Default-path" (5.1.4).</summary>
    public static string DefaultOf(string uriPath)
    {
        // 1-2. No path, or one that does not begin with a slash: "/".
        // 3. No more than one slash: "/".
        int last = uriPath.LastIndexOf('/');
        if (last <= 0 || uriPath[0] != '/')
        {
            return "/";
        }

        // 4. Up to, but not including, the right-most slash.
        return uriPath[..last];
    }

    /// <summary>"Path-matches" (5.1.4).</summary>
    public static bool Matches(string requestPath, string cookiePath)
    {
        // The cookie-path and the request-path are identical, or the one is a prefix of the other, and
        if (!requestPath.StartsWith(cookiePath, StringComparison.Ordinal))
        {
            return false;
        }

        // its last character is a slash, or the first character after it is one.
        return requestPath.Length == cookiePath.Length || cookiePath[^1] == '/' || requestPath[cookiePath.Length] == '/';
    }
}
