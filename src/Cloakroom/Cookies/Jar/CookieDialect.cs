namespace Cloakroom.Cookies;

/// <summary>Whom to follow in small things: lines that no server should write, and corners of requests. docs/cookies.md lists the differences.</summary>
public enum CookieDialect
{
    /// <summary>By draft-ietf-httpbis-rfc6265bis, to the letter.</summary>
    Draft = 0,

    /// <summary>What Chromium does, as it was seen to.</summary>
    Chromium = 1,
}
