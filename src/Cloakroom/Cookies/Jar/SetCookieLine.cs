using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// A Set-Cookie line, read by the algorithm of 5.6 for browsers, which takes far more than a server may write (<see cref="SetCookie"/>). Of
/// every attribute the last one counts. The work is linear in the length of the line.
/// </summary>
internal ref struct SetCookieLine
{
    private CookieDialect _dialect;

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Seconds; null without a valid Max-Age.</summary>
    public long? MaxAge { get; private set; }

    /// <summary>Ticks, UTC; null without a valid Expires.</summary>
    public long? Expires { get; private set; }

    /// <summary>As it is written; empty without one.</summary>
    public ReadOnlySpan<byte> DomainAttribute { get; private set; }

    /// <summary>Without the dot in front (5.6.3), not yet in lower case; empty without one.</summary>
    public readonly ReadOnlySpan<byte> Domain => DomainAttribute.StartsWith("."u8) ? DomainAttribute[1..] : DomainAttribute;

    public bool HasPath { get; private set; }

    /// <summary>As it is written.</summary>
    public ReadOnlySpan<byte> PathAttribute { get; private set; }

    /// <summary>Empty means the default-path (5.6.4): there was none, or it does not begin with a slash.</summary>
    public readonly ReadOnlySpan<byte> Path => PathAttribute.StartsWith("/"u8) ? PathAttribute : default;

    public bool Secure { get; private set; }

    public bool HttpOnly { get; private set; }

    /// <summary>Null is "Default".</summary>
    public SameSite? SameSite { get; private set; }

    public bool Partitioned { get; private set; }

    /// <summary>Parses a set-cookie-string.</summary>
    /// <returns>The rule by which it is ignored entirely, or null.</returns>
    public static CookieRule? Parse(ReadOnlySpan<byte> line, CookieDialect dialect, out SetCookieLine parsed)
    {
        parsed = default;
        parsed._dialect = dialect;

        // 1. Control characters other than the tab.
        if (HasControl(line))
        {
            return CookieRule.ControlCharacter;
        }

        // 2. The name-value-pair is what comes before the first semicolon.
        int semicolon = line.IndexOf((byte)';');
        ReadOnlySpan<byte> pair = semicolon < 0 ? line : line[..semicolon];

        // 3. Without an equals sign the name is empty. 4. Remove white space around both.
        int equals = pair.IndexOf((byte)'=');
        parsed.Name = equals < 0 ? default : Trim(pair[..equals]);
        parsed.Value = Trim(pair[(equals + 1)..]);

        // 5. Name and value together are too long. (6. They are the cookie-name and the cookie-value.)
        if (parsed.Name.Length + parsed.Value.Length > CookieLimits.NameAndValue)
        {
            return CookieRule.TooLong;
        }

        bool hasTab = parsed.ParseAttributes(semicolon < 0 ? default : line[semicolon..]) | HasTab(parsed.Name) | HasTab(parsed.Value);
        return dialect != CookieDialect.Chromium ? null
            : hasTab ? CookieRule.TabInside
            : parsed.Name.IsEmpty && parsed.Value.Contains((byte)'=') ? CookieRule.EqualsWithoutName
            : null;
    }

    private static bool HasControl(ReadOnlySpan<byte> line)
    {
        // %x00-08 / %x0A-1F / %x7F
        return line.ContainsAnyInRange((byte)0, (byte)8) || line.ContainsAnyInRange((byte)0x0a, (byte)0x1f) || line.Contains((byte)0x7f);
    }

    private bool ParseAttributes(ReadOnlySpan<byte> unparsed)
    {
        bool hasTab = false;
        // 1. Until the unparsed-attributes string is empty:
        while (!unparsed.IsEmpty)
        {
            // 2. Discard the first character, which is a semicolon. 3. Consume up to the next one.
            unparsed = unparsed[1..];
            int end = unparsed.IndexOf((byte)';');
            ReadOnlySpan<byte> attribute = end < 0 ? unparsed : unparsed[..end];
            unparsed = unparsed[attribute.Length..];

            // 4. Name and value are divided by the first equals sign. 5. Remove white space around both.
            int equals = attribute.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = Trim(equals < 0 ? attribute : attribute[..equals]);
            ReadOnlySpan<byte> value = equals < 0 ? default : Trim(attribute[(equals + 1)..]);

            hasTab |= HasTab(name) || HasTab(value);

            // 6. Ignore a value that is too long. 7. Process the others; unrecognized names are ignored.
            if (value.Length <= CookieLimits.AttributeValue)
            {
                Process(name, value);
            }
        }

        return hasTab;
    }

    private void Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 4 when Is(name, "Path"u8):
                HasPath = true;
                PathAttribute = value;
                break;
            case 6 when Is(name, "Domain"u8):
                DomainAttribute = value;
                break;
            case 6 when Is(name, "Secure"u8):
                Secure = true;
                break;
            case 7 when Is(name, "Expires"u8):
                // 5.6.1: what is not a date is ignored. In Chromium it takes the place of an earlier one.
                Expires = ReadDate(value) ?? (_dialect == CookieDialect.Chromium ? null : Expires);
                break;
            case 7 when Is(name, "Max-Age"u8):
                MaxAge = ReadMaxAge(value) ?? (_dialect == CookieDialect.Chromium ? null : MaxAge);
                break;
            case 8 when Is(name, "HttpOnly"u8):
                HttpOnly = true;
                break;
            case 8 when Is(name, "SameSite"u8):
                // 5.6.7: any other value is "Default".
                SameSite = Is(value, "None"u8) ? Cookies.SameSite.None
                    : Is(value, "Strict"u8) ? Cookies.SameSite.Strict
                    : Is(value, "Lax"u8) ? Cookies.SameSite.Lax : null;
                break;
            case 11 when Is(name, "Partitioned"u8):
                Partitioned = true;
                break;
            default:
                break;
        }
    }

    // 5.6.2: digits, or a minus and digits; anything else is ignored. A number beyond all time counts as the greatest.
    private readonly long? ReadMaxAge(ReadOnlySpan<byte> value)
    {
        bool isNegative = value.StartsWith("-"u8);
        bool hasSign = isNegative || (_dialect == CookieDialect.Chromium && value.StartsWith("+"u8));
        ReadOnlySpan<byte> digits = hasSign ? value[1..] : value;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        const long Enough = 100_000_000_000;
        long seconds = 0;
        foreach (byte digit in digits)
        {
            seconds = Math.Min((seconds * 10) + (digit - '0'), Enough);
        }

        return isNegative ? -seconds : seconds;
    }

    private readonly long? ReadDate(ReadOnlySpan<byte> value) =>
        _dialect == CookieDialect.Chromium ? ChromiumDate.Parse(value) : CookieDate.TryParse(value, out long date) ? date : null;

    private static bool HasTab(ReadOnlySpan<byte> text) => text.Contains((byte)'\t');

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    // WSP is space and tab.
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);
}
