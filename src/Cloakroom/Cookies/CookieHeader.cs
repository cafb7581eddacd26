namespace Cloakroom.Cookies;

/// <summary>
/// Reads the Cookie header of a request (RFC 6265bis 4.2). Names are compared octet by octet and never decoded: no percent-encoding,
/// no quotes, no case folding, or <c>__%48ost-session_id</c> could stand in for the real one (CVE-2020-8184 class).
/// </summary>
public static class CookieHeader
{
    /// <summary>
    /// Finds the cookie of this name. A pair without <c>=</c> is a nameless cookie and matches no name (5.7 step 4). When the name occurs
    /// more than once, somebody set a second one for another path or domain, and neither can be trusted.
    /// </summary>
    /// <param name="header">The field value; several fields are joined with <c>"; "</c> (RFC 9113 8.2.3).</param>
    /// <param name="name">The exact name.</param>
    /// <param name="value">The value of the first, without surrounding white space.</param>
    public static CookieMatch Find(ReadOnlySpan<char> header, ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        value = default;
        var match = CookieMatch.None;
        var pairs = new CookiePairs(header);
        while (pairs.MoveNext())
        {
            if (pairs.Name.SequenceEqual(name) && !Note(ref match, ref value, pairs.Value))
            {
                break;
            }
        }

        return match;
    }

    /// <summary>Counts one that was found: the first has the value. False when it is not the first.</summary>
    internal static bool Note(ref CookieMatch match, ref ReadOnlySpan<char> value, ReadOnlySpan<char> found)
    {
        if (match != CookieMatch.None)
        {
            match = CookieMatch.Several;
            return false;
        }

        match = CookieMatch.One;
        value = found;
        return true;
    }

    /// <summary>All pairs in order, for display. A nameless cookie has an empty name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        foreach (string part in header.Split(';'))
        {
            string pair = part.Trim(' ', '\t');
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (pair.Length > 0)
            {
                yield return equals < 0
                    ? new("", pair)
                    : new(pair[..equals].TrimEnd(' ', '\t'), pair[(equals + 1)..].TrimStart(' ', '\t'));
            }
        }
    }
}

/// <summary>How often a cookie name occurs in a request.</summary>
public enum CookieMatch
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Once.</summary>
    One = 1,

    /// <summary>More than once.</summary>
    Several = 2,
}
