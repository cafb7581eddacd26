namespace Cloakroom.Cookies;

/// <summary>The pairs of a Cookie header one after the other (RFC 6265bis 4.2), in one pass and without allocation.</summary>
/// <param name="header">The field value; several fields are joined with <c>"; "</c>.</param>
internal ref struct CookiePairs(ReadOnlySpan<char> header)
{
    private ReadOnlySpan<char> _rest = header;

    /// <summary>The name, without surrounding white space.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The value, likewise.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Goes on to the next pair with a <c>=</c>; one without is a nameless cookie (5.7 step 4) and matches no name.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOf(';');
            ReadOnlySpan<char> pair = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            int equals = pair.IndexOf('=');
            if (equals >= 0)
            {
                Name = Trim(pair[..equals]);
                Value = Trim(pair[(equals + 1)..]);
                return true;
            }
        }

        return false;
    }

    // WSP is space and tab (RFC 5234); the framework's Trim would also take U+00A0 and others.
    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        int start = 0, end = text.Length;
        while (start < end && text[start] is ' ' or '\t')
        {
            start++;
        }

        while (end > start && text[end - 1] is ' ' or '\t')
        {
            end--;
        }

        return text[start..end];
    }
}
