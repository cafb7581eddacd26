namespace Cloakroom.Cookies;

/// <summary>The rules by which a stored cookie is sent or withheld: code, section, sentence, remedy.</summary>
internal static class SendRules
{
    private const string Retrieval = "RFC 6265bis 5.8.3 step 1";

    public static CookieRuleTable[] Rows { get; } =
    [
        Row(CookieRule.Expired, "expired", "RFC 6265bis 5.7",
            c => $"{Name(c)} expired{(c.Cookie is { Expiry: > 0 } cookie ? $" at {CookieText.Time(cookie.Expiry)}" : ", with Max-Age zero or below")}.",
            _ => "Set it anew with a Max-Age above zero or an Expires to come; if the date looks right, compare the clocks."),
        Row(CookieRule.Sent, "sent", "RFC 6265bis 5.8.3",
            c => $"{Name(c)} is sent to {Host(c)}.",
            _ => null),
        Row(CookieRule.SentLaxNavigation, "sent-lax-navigation", "RFC 6265bis 5.8.3 step 1",
            c => $"{Name(c)} is sent although the request is cross-site ({Why(c)}): it has {SameSite(c)}, and this is a top-level navigation with the safe method {c.Context.Method}.",
            _ => null),
        Row(CookieRule.SentLaxAllowingUnsafe, "sent-lax-allowing-unsafe", "RFC 6265bis 5.6.7.2",
            c => $"{Name(c)} is sent with a cross-site {c.Context.Method} ({Why(c)}) only because its line did not say SameSite and it is younger than {c.Options.LaxAllowingUnsafe.TotalSeconds} seconds.",
            _ => "Do not count on it: set SameSite=None; Secure if other sites must post to you."),
        Row(CookieRule.HostOnly, "host-only", Retrieval,
            c => $"{Name(c)} was set by {c.Cookie?.Domain} without Domain, so it goes to that host alone, and not to {Host(c)}.",
            c => $"Set it with Domain={c.Cookie?.Domain} if every host below shall have it, or ask {c.Cookie?.Domain}."),
        Row(CookieRule.OtherHost, "other-host", Retrieval,
            c => $"{Name(c)} is for {c.Cookie?.Domain}{(c.Cookie is { HostOnly: false } ? " and hosts below it" : "")}, and {Host(c)} is another host.",
            c => OtherHostFix(c)),
        Row(CookieRule.PathMismatch, "path-mismatch", Retrieval,
            c => $"{Name(c)} is for paths under {CookieText.Printable(c.Cookie?.Path ?? "/")}, and the request asks {CookieText.Printable(c.Context.Url.AbsolutePath)}.",
            _ => "Set it with Path=/."),
        Row(CookieRule.SecureNotOverHttp, "secure-not-over-http", Retrieval,
            c => $"{Name(c)} has Secure, and {CookieText.Origin(c.Context.Url)} is not a secure connection.",
            c => $"Use https for {Host(c)}."),
        Row(CookieRule.HttpOnlyHiddenFromScript, "httponly-hidden-from-script", Retrieval,
            c => $"{Name(c)} has HttpOnly, so document.cookie does not show it. Requests carry it all the same.",
            _ => "Nothing, if only the server reads it. A script that must know asks the server."),
        Row(CookieRule.SameSiteStrictCrossSite, "samesite-strict-cross-site", Retrieval,
            c => $"{Name(c)} has SameSite=Strict, and the request is cross-site: {Why(c)}.",
            c => c.Context.Kind == CookieRequestKind.TopLevelNavigation
                ? "Use SameSite=Lax if links from other sites shall arrive with it, or load the page once more from your own site."
                : "Send the request from a page of the same site, or use SameSite=None; Secure."),
        Row(CookieRule.SameSiteLaxSubresource, "samesite-lax-subresource", Retrieval,
            c => $"{Name(c)} has {SameSite(c)}, and the request is cross-site ({Why(c)}) and not a top-level navigation but a {CookieText.Of(c.Context.Kind)}.",
            _ => "Serve page and API from one site, for example app.example and api.app.example or a path of one host; or use SameSite=None; Secure."),
        Row(CookieRule.SameSiteLaxUnsafeMethod, "samesite-lax-unsafe-method", Retrieval,
            c => $"{Name(c)} has {SameSite(c)}, and the request is a cross-site {c.Context.Method} ({Why(c)}): Lax lets only GET, HEAD, OPTIONS and TRACE navigations through.",
            _ => "Let the other site navigate with GET, or use SameSite=None; Secure for a cookie that it needs, such as that of a login by form_post."),
        Row(CookieRule.SameSiteScriptCrossSite, "samesite-script-cross-site", "RFC 6265bis 5.8.2",
            c => $"{Name(c)} has {SameSite(c)}, and the document stands in a frame of another site: {Why(c)}.",
            _ => "Use SameSite=None; Secure, with Partitioned, for what must work in frames on other sites."),
        Row(CookieRule.PartitionMismatch, "partition-mismatch", "CHIPS 2.2",
            c => $"{Name(c)} is partitioned and belongs to {c.Cookie?.Partition}, and this is under another top-level site.",
            _ => "Set it under this site as well, or leave Partitioned out."),
    ];

    /// <summary>What the cookie says about SameSite.</summary>
    public static string SameSite(CookieCase c) => c.Cookie?.SameSite is { } sameSite ? $"SameSite={sameSite}" : "no SameSite, which counts as Lax,";

    /// <summary>What makes the request cross-site.</summary>
    public static string Why(CookieCase c)
    {
        string own = CookieText.Origin(c.Context.Url);
        return c.Status switch
        {
            { Cause: CrossSiteCause.Initiator, Other: Uri page } => $"it began on {CookieText.Origin(page)}, which is another site than {own}",
            { Cause: CrossSiteCause.Ancestor, Other: Uri page } => $"a document of {CookieText.Origin(page)} is around it, which is another site than {own}",
            { Cause: CrossSiteCause.Scheme, Other: Uri page } => $"{CookieText.Origin(page)} and {own} differ in their scheme, and http and https are two sites",
            { Cause: CrossSiteCause.Opaque } => "it began in a document without an origin, such as a sandboxed frame",
            { Cause: CrossSiteCause.Redirect, Other: Uri hop } => $"a redirect went through {CookieText.Origin(hop)}",
            { Cause: CrossSiteCause.Reload } => "it reloads a page that a cross-site request had brought",
            { Cause: CrossSiteCause.SiteForCookies, Other: Site { IsOpaque: false } site } => $"its site for cookies is {site}, and not that of {own}",
            _ => $"not all documents around it are of the site of {own}",
        };
    }

    private static CookieRuleTable Row(CookieRule rule, string code, string section, Func<CookieCase, string> explain, Func<CookieCase, string?> fix) =>
        new(rule, code, section, explain, fix);

    private static string Name(CookieCase c) => c.Cookie is { } cookie ? CookieText.Name(cookie) : "The cookie";

    private static string Host(CookieCase c) => c.Context.Url.Host;

    private static string OtherHostFix(CookieCase c)
    {
        string host = Host(c), domain = c.Cookie?.Domain ?? "";
        return PublicOrigin.IsLoopback(host) && PublicOrigin.IsLoopback(domain)
            ? $"Use one name for this machine everywhere: {domain} and {host} are two hosts."
            : "Two hosts share a cookie only under a common domain that is no public suffix: set it there with Domain=, or put both behind one host.";
    }
}
