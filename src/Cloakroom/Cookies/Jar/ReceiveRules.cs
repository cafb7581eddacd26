namespace Cloakroom.Cookies;

/// <summary>The rules by which a line is stored or refused: code, section, sentence, remedy.</summary>
internal static class ReceiveRules
{
    public static CookieRuleTable[] Rows { get; } =
    [
        Row(CookieRule.Stored, "stored", "RFC 6265bis 5.7 step 24",
            c => $"{Name(c)} is stored for {Scope(c)}{Until(c)}.",
            _ => null),
        Row(CookieRule.Replaced, "replaced", "RFC 6265bis 5.7 step 23",
            c => $"{Name(c)} replaces the cookie of that name for {Scope(c)}{Until(c)}.",
            _ => null),
        Row(CookieRule.Deleted, "deleted", "RFC 6265bis 5.7",
            c => $"The line had expired, so {Name(c)} for {Scope(c)} is deleted.",
            _ => null),
        Row(CookieRule.NoCookiesHere, "no-cookies-here", "RFC 6265bis 5.7",
            c => $"There are no cookies for {CookieText.Origin(c.Context.Url)}; only http, https, ws and wss addresses with a host have some.",
            _ => "Use an http or https address."),
        Row(CookieRule.ControlCharacter, "control-character", "RFC 6265bis 5.6 step 1",
            _ => "The line has a control character other than the tab, so the whole line is ignored.",
            _ => "Take the character out; a line break at the end of a value read from a file is the usual one. Encode binary values, for example as base64url."),
        Row(CookieRule.TabInside, "tab-inside", "Chromium ParsedCookie",
            _ => "There is a tab inside the name, the value or an attribute, so Chromium ignores the whole line.",
            _ => "Take the tab out. Encode binary values, for example as base64url."),
        Row(CookieRule.EqualsWithoutName, "equals-without-name", "Chromium ParsedCookie",
            _ => "The cookie has no name, and its value has an equals sign: it would be sent as if what is before the sign were its name.",
            _ => "Give it a name."),
        Row(CookieRule.TooLong, "too-long", "RFC 6265bis 5.6 step 5",
            c => $"Name and value together have {c.Detail} octets, more than 4,096.",
            _ => "Keep less in the cookie: an identifier, with the data on the server."),
        Row(CookieRule.Empty, "empty", "RFC 6265bis 5.7 step 2",
            _ => "The line has neither a name nor a value.",
            _ => "Begin the line with name=value."),
        Row(CookieRule.DomainNotAscii, "domain-not-ascii", "RFC 6265bis 5.7 step 8",
            c => $"{Name(c)} has Domain={Detail(c)}, with characters outside ASCII.",
            _ => "Write the domain in its ASCII form, the one with xn--."),
        Row(CookieRule.PublicSuffix, "public-suffix", "RFC 6265bis 5.7 step 9",
            c => $"{Name(c)} has Domain={Detail(c)}, a public suffix: under it strangers have names of their own, and all of them would get the cookie.",
            c => $"Leave Domain out, which keeps the cookie for {Host(c)}; several hosts can share one only under a domain of your own."),
        Row(CookieRule.DomainMismatch, "domain-mismatch", "RFC 6265bis 5.7 step 10",
            c => $"{Name(c)} has Domain={Detail(c)}, but {Host(c)} set it, which is neither that host nor one below it.",
            c => $"Leave Domain out, or name a domain that {Host(c)} ends with. A server cannot set cookies for a host elsewhere."),
        Row(CookieRule.SecureOverHttp, "secure-over-http", "RFC 6265bis 5.7 step 13",
            c => $"{Name(c)} has Secure, but {CookieText.Origin(c.Context.Url)} is not a secure connection.",
            c => $"Serve {Host(c)} over https. If a proxy ends TLS, see that browsers use the https address. Without https, leave Secure out, and with it SameSite=None and the prefixes."),
        Row(CookieRule.HttpOnlyFromScript, "httponly-from-script", "RFC 6265bis 5.7 step 15",
            c => $"{Name(c)} has HttpOnly, and a script tried to set it.",
            _ => "Let the server set it with Set-Cookie, or leave HttpOnly out."),
        Row(CookieRule.LeaveSecureAlone, "leave-secure-alone", "RFC 6265bis 5.7 step 16",
            c => $"{Name(c)} comes without Secure over plain http, and there is a Secure cookie of that name: {Detail(c)}.",
            _ => "Set it over https, or give it another name. Old Secure cookies go away over https only."),
        Row(CookieRule.SameSiteSetCrossSite, "samesite-set-cross-site", "RFC 6265bis 5.7 step 18",
            c => $"{Name(c)} has {SendRules.SameSite(c)}, and the answer belongs to a cross-site request: {SendRules.Why(c)}.",
            _ => "Set it with SameSite=None; Secure, or let the person visit the site itself, by a top-level navigation, to set it."),
        Row(CookieRule.SameSiteNoneWithoutSecure, "samesite-none-without-secure", "RFC 6265bis 5.7 step 19",
            c => $"{Name(c)} has SameSite=None without Secure.",
            _ => "Add Secure and serve it over https; or use SameSite=Lax if no other site needs it."),
        Row(CookieRule.PrefixSecure, "prefix-secure", "RFC 6265bis 5.7 step 20",
            c => $"{Name(c)} has the prefix __Secure- but not the attribute Secure.",
            _ => "Add Secure and serve it over https, or drop the prefix."),
        Row(CookieRule.PrefixHost, "prefix-host", "RFC 6265bis 5.7 step 21",
            c => $"{Name(c)} has the prefix __Host-, and {HostProblem(c)}.",
            _ => "Set it with Secure; Path=/ and without Domain, over https, or drop the prefix."),
        Row(CookieRule.PrefixHttp, "prefix-http", "layered-cookies, Store a Cookie",
            c => $"{Name(c)} has a prefix that is for cookies of HTTP alone, without {(c.Cookie is { Secure: false } ? "Secure" : "HttpOnly")}.",
            _ => "Let the server set it with Secure; HttpOnly over https, or drop the prefix."),
        Row(CookieRule.PrefixNameless, "prefix-nameless", "RFC 6265bis 5.7 step 22",
            _ => "The cookie has no name, and its value begins like a prefix: it would be sent as if it were a prefixed cookie.",
            _ => "Give it a name."),
        Row(CookieRule.HttpOnlyOverwrite, "httponly-overwrite", "RFC 6265bis 5.7 step 23.2",
            c => $"A script tried to replace {Name(c)}, which is stored with HttpOnly.",
            _ => "Let the server change it, or let the script use another name."),
        Row(CookieRule.PartitionedWithoutSecure, "partitioned-without-secure", "CHIPS 2.1",
            c => $"{Name(c)} has Partitioned without Secure.",
            _ => "Add Secure and serve it over https."),
        Row(CookieRule.PartitionOpaque, "partition-opaque", "CHIPS 2.2",
            c => $"{Name(c)} has Partitioned, but the top-level page has no site that it could belong to.",
            _ => "Set it under a page with an http or https address."),
        Row(CookieRule.Evicted, "evicted", "RFC 6265bis 5.7",
            c => $"{c.Cookie?.Domain} already has {c.Options.MaxPerDomain} cookies, or the jar {c.Options.MaxTotal}, and those with Secure or used later stay before {Name(c)}.",
            _ => "Set fewer cookies, and add Secure."),
    ];

    private static CookieRuleTable Row(CookieRule rule, string code, string section, Func<CookieCase, string> explain, Func<CookieCase, string?> fix) =>
        new(rule, code, section, explain, fix);

    private static string Name(CookieCase c) => c.Cookie is { } cookie ? CookieText.Name(cookie) : "The cookie";

    private static string Host(CookieCase c) => c.Context.Url.Host;

    private static string Scope(CookieCase c) =>
        c.Cookie is { } cookie ? $"{cookie.Domain}{(cookie.HostOnly ? "" : " and every host below it")}, paths under {CookieText.Printable(cookie.Path)}" : "";

    private static string Until(CookieCase c) => c.Cookie is { IsPersistent: true } cookie ? $", until {CookieText.Time(cookie.Expiry)}" : ", until the browser closes";

    private static string Detail(CookieCase c) => c.Detail is KeptCookie other ? CookieText.Of(other) : CookieText.Printable($"{c.Detail}");

    private static string HostProblem(CookieCase c) => c.Cookie switch
    {
        { Secure: false } => "not the attribute Secure",
        { HostOnly: false } cookie => $"Domain={cookie.Domain}, where it must not have one",
        { Path: "/" } => "no attribute Path, where Path=/ must be written",
        { } cookie => $"the path {CookieText.Printable(cookie.Path)}, where it must be /",
        _ => "not what it demands",
    };
}
