using System.Globalization;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// A Set-Cookie line, checked when it is made: what a browser would refuse cannot be written (RFC 6265bis 4.1, 5.7).
/// </summary>
public sealed record SetCookie
{
    /// <summary>Makes a line.</summary>
    /// <param name="name">A token (RFC 9110 5.6.2); not empty.</param>
    /// <param name="value">Cookie octets (4.1.1): visible ASCII but <c>" , ; \</c>; may be empty.</param>
    /// <exception cref="ArgumentException">Name or value has a character that is not allowed, or they are longer than 4,096 bytes.</exception>
    public SetCookie(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (!name.All(IsToken))
        {
            throw new ArgumentException("The cookie name is not a token (RFC 9110 5.6.2).", nameof(name));
        }

        if (!value.All(IsCookieOctet) || name.Length + value.Length > CookieLimits.NameAndValue)
        {
            throw new ArgumentException("The cookie value has an octet that is not allowed, or is too long (RFC 6265bis 4.1.1).", nameof(value));
        }

        (Name, Value) = (name, value);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public string Value { get; private init; }

    /// <summary>The Path attribute; default <c>/</c>. Visible ASCII without a semicolon, at most 1,024 bytes (5.6: browsers ignore a longer one).</summary>
    public string Path { get; init; } = "/";

    /// <summary>Sent over https only (5.6.5). Default true.</summary>
    public bool Secure { get; init; } = true;

    /// <summary>Hidden from scripts (5.6.6). Default true.</summary>
    public bool HttpOnly { get; init; } = true;

    /// <summary>When it travels with requests from other sites (5.6.7). Default <see cref="SameSite.Strict"/>; always written.</summary>
    public SameSite SameSite { get; init; } = SameSite.Strict;

    /// <summary>Lifetime in the browser, 0 to delete, at most 400 days (5.5); null until the browser closes.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The same cookie with another value, checked like the first.</summary>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public SetCookie WithValue(string value) => this with { Value = new SetCookie(Name, value).Value };

    /// <summary>The same cookie as a deletion: same name and attributes, no value, age 0.</summary>
    public SetCookie AsDeletion() => this with { Value = "", MaxAge = TimeSpan.Zero };

    /// <summary>The field value, for example <c>__Host-session_id=…; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400</c>.</summary>
    /// <exception cref="InvalidOperationException">The attributes contradict the name's prefix or each other, so that no browser would store it.</exception>
    public string ToHeader()
    {
        Check();
        var line = new StringBuilder(128).Append(Name).Append('=').Append(Value).Append("; Path=").Append(Path);
        line.Append(Secure ? "; Secure" : "").Append(HttpOnly ? "; HttpOnly" : "").Append("; SameSite=").Append(SameSite);
        if (MaxAge is { } age)
        {
            TimeSpan capped = age < CookieLimits.Age ? age : CookieLimits.Age;
            // Rounded up: half a second is short, but 0 would delete the cookie.
            line.Append("; Max-Age=").Append(((long)Math.Ceiling(capped.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
        }

        return line.ToString();
    }

    /// <summary>Prints no value: it may be a secret.</summary>
    public override string ToString() => $"SetCookie({Name})";

    private void Check()
    {
        // 5.7 steps 20 and 21; prefixes are matched without regard to case, as browsers do.
        bool host = Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase);
        if (!Secure && (host || Name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase)))
        {
            throw Contradiction("the prefix demands Secure (RFC 6265bis 4.1.3)");
        }

        if (host && Path != "/")
        {
            throw Contradiction("the prefix __Host- demands Path=/ (RFC 6265bis 4.1.3.2)");
        }

        if (!Enum.IsDefined(SameSite) || (SameSite == SameSite.None && !Secure))
        {
            throw Contradiction("SameSite is Strict, Lax or None, and None demands Secure (RFC 6265bis 5.7 step 18)");
        }

        if (Path.Length is 0 or > CookieLimits.AttributeValue || Path[0] != '/' || Path.Any(c => c is <= ' ' or > '~' or ';'))
        {
            throw Contradiction("Path must begin with / and hold at most 1,024 visible ASCII characters without a semicolon (RFC 6265bis 4.1.1, 5.6)");
        }

        if (MaxAge < TimeSpan.Zero)
        {
            throw Contradiction("Max-Age must not be negative; AsDeletion deletes a cookie (RFC 6265bis 4.1.1)");
        }
    }

    private InvalidOperationException Contradiction(string why) => new($"{Name}: {why}.");

    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private static bool IsCookieOctet(char c) => c is > ' ' and < '\x7f' and not ('"' or ',' or ';' or '\\');
}

/// <summary>When a cookie travels with requests that another site began (RFC 6265bis 5.2).</summary>
public enum SameSite
{
    /// <summary>Never.</summary>
    Strict = 1,

    /// <summary>With navigations by a safe method only.</summary>
    Lax = 2,

    /// <summary>Always; needs Secure.</summary>
    None = 3,
}
