namespace Cloakroom.Cookies;

/// <summary>
/// Why a cookie was stored, refused, sent or withheld. The code of each (docs/jar.md) is stable; <see cref="CookieRuleTable"/> has section,
/// sentence and remedy.
/// </summary>
public enum CookieRule
{
    /// <summary><c>stored</c></summary>
    Stored = 1,

    /// <summary><c>replaced</c></summary>
    Replaced = 2,

    /// <summary><c>deleted</c>: an expired line took the stored cookie away.</summary>
    Deleted = 3,

    /// <summary><c>no-cookies-here</c>: the address has no cookies, such as ftp.</summary>
    NoCookiesHere = 4,

    /// <summary><c>control-character</c></summary>
    ControlCharacter = 5,

    /// <summary><c>too-long</c>: name and value have more than 4,096 octets.</summary>
    TooLong = 6,

    /// <summary><c>empty</c>: neither name nor value.</summary>
    Empty = 7,

    /// <summary><c>domain-not-ascii</c></summary>
    DomainNotAscii = 8,

    /// <summary><c>public-suffix</c></summary>
    PublicSuffix = 9,

    /// <summary><c>domain-mismatch</c>: the attribute Domain does not cover the host that sets it.</summary>
    DomainMismatch = 10,

    /// <summary><c>secure-over-http</c>: set with Secure over a connection that is not.</summary>
    SecureOverHttp = 11,

    /// <summary><c>httponly-from-script</c></summary>
    HttpOnlyFromScript = 12,

    /// <summary><c>leave-secure-alone</c>: an insecure connection would overlay a Secure cookie.</summary>
    LeaveSecureAlone = 13,

    /// <summary><c>samesite-set-cross-site</c>: a cross-site answer sets a cookie that is not SameSite=None.</summary>
    SameSiteSetCrossSite = 14,

    /// <summary><c>samesite-none-without-secure</c></summary>
    SameSiteNoneWithoutSecure = 15,

    /// <summary><c>prefix-secure</c></summary>
    PrefixSecure = 16,

    /// <summary><c>prefix-host</c></summary>
    PrefixHost = 17,

    /// <summary><c>prefix-http</c></summary>
    PrefixHttp = 18,

    /// <summary><c>prefix-nameless</c>: no name, and a value that looks like a prefixed cookie.</summary>
    PrefixNameless = 19,

    /// <summary><c>httponly-overwrite</c>: a script would replace an HttpOnly cookie.</summary>
    HttpOnlyOverwrite = 20,

    /// <summary><c>partitioned-without-secure</c></summary>
    PartitionedWithoutSecure = 21,

    /// <summary><c>partition-opaque</c>: there is no top-level site that it could belong to.</summary>
    PartitionOpaque = 22,

    /// <summary><c>expired</c></summary>
    Expired = 23,

    /// <summary><c>evicted</c>: the domain or the jar is full of cookies that stay before this one.</summary>
    Evicted = 24,

    /// <summary><c>sent</c></summary>
    Sent = 25,

    /// <summary><c>sent-lax-navigation</c>: cross-site, but a top-level navigation with a safe method.</summary>
    SentLaxNavigation = 26,

    /// <summary><c>sent-lax-allowing-unsafe</c>: cross-site and unsafe, but the cookie is young and without SameSite.</summary>
    SentLaxAllowingUnsafe = 27,

    /// <summary><c>host-only</c>: set without Domain, and the host asked is one below it.</summary>
    HostOnly = 28,

    /// <summary><c>other-host</c></summary>
    OtherHost = 29,

    /// <summary><c>path-mismatch</c></summary>
    PathMismatch = 30,

    /// <summary><c>secure-not-over-http</c>: asked over a connection that is not secure.</summary>
    SecureNotOverHttp = 31,

    /// <summary><c>httponly-hidden-from-script</c></summary>
    HttpOnlyHiddenFromScript = 32,

    /// <summary><c>samesite-strict-cross-site</c></summary>
    SameSiteStrictCrossSite = 33,

    /// <summary><c>samesite-lax-subresource</c>: Lax, cross-site, and not a top-level navigation.</summary>
    SameSiteLaxSubresource = 34,

    /// <summary><c>samesite-lax-unsafe-method</c>: Lax, cross-site, and a method that may change something.</summary>
    SameSiteLaxUnsafeMethod = 35,

    /// <summary><c>samesite-script-cross-site</c>: a script in a cross-site frame.</summary>
    SameSiteScriptCrossSite = 36,

    /// <summary><c>partition-mismatch</c></summary>
    PartitionMismatch = 37,

    /// <summary><c>tab-inside</c>: only in the dialect of Chromium.</summary>
    TabInside = 38,

    /// <summary><c>equals-without-name</c>: no name, and a value with an equals sign; only in the dialect of Chromium.</summary>
    EqualsWithoutName = 39,
}
