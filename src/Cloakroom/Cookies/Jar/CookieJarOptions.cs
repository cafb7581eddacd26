namespace Cloakroom.Cookies;

/// <summary>
/// What draft-ietf-httpbis-rfc6265bis leaves to the user agent. The defaults are the draft's own words; <see cref="Chromium"/> is what that
/// browser does.
/// </summary>
public sealed record CookieJarOptions
{
    /// <summary>The least that the limits may be: a jar that keeps nothing is a mistake.</summary>
    private const int LeastLimit = 1;

    private readonly int _maxPerDomain = 180;
    private readonly int _maxTotal = 3000;
    private readonly TimeSpan _laxAllowingUnsafe;

    /// <summary>The choices of Chromium, with its documented differences from the draft.</summary>
    public static CookieJarOptions Chromium { get; } = new()
    {
        LaxAllowingUnsafe = TimeSpan.FromMinutes(2),
        HttpPrefixes = true,
        KeepCreationTimeOfOtherValue = false,
        Dialect = CookieDialect.Chromium,
    };

    /// <summary>Who knows the public suffixes (5.7 step 9) and with them the sites (5.2). Default <see cref="PublicSuffixList.Default"/>.</summary>
    public IPublicSuffixes PublicSuffixes { get; init; } = PublicSuffixList.Default;

    /// <summary>
    /// How long after its creation a cookie without SameSite still travels with a cross-site top-level request of an unsafe method, such as
    /// a form POST (5.6.7.2 "Lax-allowing-unsafe"). Default zero: never. Chromium: two minutes.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan LaxAllowingUnsafe
    {
        get => _laxAllowingUnsafe;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _laxAllowingUnsafe = value;
        }
    }

    /// <summary>
    /// Whether the prefixes <c>__Http-</c> and <c>__Host-Http-</c> bind (draft-ietf-httpbis-layered-cookies). Default false: rfc6265bis does
    /// not know them.
    /// </summary>
    public bool HttpPrefixes { get; init; }

    /// <summary>
    /// Whether the attribute Partitioned counts (CHIPS): such a cookie belongs to the top-level site under which it was set. Default true;
    /// false ignores the attribute, as a browser without CHIPS does.
    /// </summary>
    public bool Partitioned { get; init; } = true;

    /// <summary>
    /// Whether a redirect through another site makes a request cross-site. Default false: rfc6265bis took that rule out (5.2), and browsers
    /// have it switched off, because it broke logins.
    /// </summary>
    public bool CheckRedirectChain { get; init; }

    /// <summary>
    /// Whether plain http to this machine (<c>localhost</c>, <c>*.localhost</c>, 127.0.0.0/8, <c>[::1]</c>) counts as a secure connection. Default
    /// true: the draft leaves it to the user agent (5.7 step 13) and names localhost as the example of a host that is trusted; Chromium and
    /// Firefox do so. Safari does not.
    /// </summary>
    public bool TrustLoopback { get; init; } = true;

    /// <summary>
    /// Whether a cookie that replaces another keeps its creation time, and so its place in the header, also when the value is new (5.7 step
    /// 23.3). Default true. Chromium keeps it only for an equal value.
    /// </summary>
    public bool KeepCreationTimeOfOtherValue { get; init; } = true;

    /// <summary>Whom to follow in small things, such as lines that no server should write. Default <see cref="CookieDialect.Draft"/>.</summary>
    public CookieDialect Dialect { get; init; }

    /// <summary>Most cookies of one domain, and of one domain in one partition. Default 180, as browsers; the draft asks for at least 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxPerDomain
    {
        get => _maxPerDomain;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastLimit);
            _maxPerDomain = value;
        }
    }

    /// <summary>Most cookies in the jar. Default 3,000 (6.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxTotal
    {
        get => _maxTotal;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastLimit);
            _maxTotal = value;
        }
    }
}
