using Cloakroom.Cookies;
using Cloakroom.Csrf;

namespace Cloakroom.Tests.Csrf;

/// <summary>
/// The table, for an application at https://app.example that also trusts https://partner.example. It is about requests that may change
/// something; "-" means that the browser did not send the header, or that there is no token.
/// </summary>
public sealed class CrossOriginPolicyTests
{
    private const string Allowed = "allowed";

    private static readonly CrossOriginPolicy Policy = PolicyOf("https://app.example", "https://partner.example");

    //          the browser says it is from…  Origin                         our cookie  token      answer
    [Theory]
    [InlineData("same-origin", "https://app.example", "sent", "-", Allowed)]
    [InlineData("same-origin", "-", "sent", "-", Allowed)]
    [InlineData("none", "-", "sent", "-", Allowed)]
    [InlineData("none", "null", "sent", "-", Allowed)]

    [InlineData("cross-site", "https://evil.example", "sent", "-", "csrf_cross_site")]
    [InlineData("cross-site", "https://evil.example", "sent", "valid", "csrf_cross_site")]
    [InlineData("cross-site", "https://evil.example", "-", "-", "csrf_cross_site")]
    [InlineData("cross-site", "https://app.example", "sent", "-", "csrf_cross_site")]
    [InlineData("cross-site", "null", "sent", "-", "csrf_cross_site")]
    [InlineData("cross-site", "-", "sent", "-", "csrf_cross_site")]

    [InlineData("same-site", "https://blog.app.example", "sent", "-", "csrf_same_site")]
    [InlineData("same-site", "https://blog.app.example", "sent", "valid", "csrf_same_site")]
    [InlineData("same-site", "-", "-", "-", "csrf_same_site")]

    // An origin on the list, whatever the browser calls the relation.
    [InlineData("cross-site", "https://partner.example", "sent", "-", Allowed)]
    [InlineData("same-site", "https://partner.example", "sent", "-", Allowed)]
    [InlineData("-", "https://partner.example", "sent", "-", Allowed)]

    // Words that no browser sends are not trusted.
    [InlineData("Same-Origin", "https://app.example", "sent", "-", "csrf_cross_site")]
    [InlineData("same-origin, cross-site", "https://app.example", "sent", "-", "csrf_cross_site")]
    [InlineData(" same-origin", "https://app.example", "sent", "-", "csrf_cross_site")]
    [InlineData("", "https://app.example", "sent", "-", "csrf_cross_site")]

    // An older browser sends only Origin: it must be ours, octet by octet.
    [InlineData("-", "https://app.example", "sent", "-", Allowed)]
    [InlineData("-", "https://app.example", "-", "-", Allowed)]
    [InlineData("-", "https://evil.example", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://evil.example", "sent", "valid", "csrf_origin")]
    [InlineData("-", "https://evil.example", "-", "-", "csrf_origin")]
    [InlineData("-", "http://app.example", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://app.example.evil.example", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://app.example:8443", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://app.example:443", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://user@app.example", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://app.example/", "sent", "-", "csrf_origin")]
    [InlineData("-", "HTTPS://APP.EXAMPLE", "sent", "-", "csrf_origin")]
    [InlineData("-", "https://app.example https://evil.example", "sent", "-", "csrf_origin")]
    [InlineData("-", "null", "sent", "valid", "csrf_origin")]
    [InlineData("-", "", "sent", "-", "csrf_origin")]

    // Neither header: with our cookie a token must prove the page; without it there is nothing to forge.
    [InlineData("-", "-", "sent", "valid", Allowed)]
    [InlineData("-", "-", "sent", "-", "csrf_token_missing")]
    [InlineData("-", "-", "sent", "of another session", "csrf_token_invalid")]
    [InlineData("-", "-", "-", "-", Allowed)]
    [InlineData("-", "-", "-", "of another session", Allowed)]
    public void Decides(string fetchSite, string origin, string cookie, string token, string answer) =>
        Assert.Equal(answer, Ask(Policy, fetchSite, origin, cookie, token));

    [Theory]
    [InlineData("http://localhost:4242", "http://localhost:4242", Allowed)]
    [InlineData("http://localhost:4242", "http://127.0.0.1:4242", "csrf_origin")]
    [InlineData("http://localhost:4242", "http://localhost:4243", "csrf_origin")]
    [InlineData("http://localhost:4242", "https://localhost:4242", "csrf_origin")]
    [InlineData("https://app.example:443", "https://app.example", Allowed)]
    [InlineData("https://[2001:DB8::1]", "https://[2001:db8::1]", Allowed)]
    [InlineData("https://app.example", "https://partner.example", "csrf_origin")]
    public void Compares_Origin_with_the_public_address_and_trusts_nobody_else_by_itself(string self, string origin, string answer) =>
        Assert.Equal(answer, Ask(PolicyOf(self), "-", origin, "sent", "-"));

    [Fact]
    public void Asks_for_the_token_only_where_it_decides()
    {
        Assert.Null(Policy.Refuse("same-origin", origin: null, cookieAuthenticates: true, token: NotAsked));
        Assert.Equal(Reason.CsrfOrigin, Policy.Refuse(fetchSite: null, "null", cookieAuthenticates: true, token: NotAsked));
        Assert.Null(Policy.Refuse(fetchSite: null, origin: null, cookieAuthenticates: false, token: NotAsked));

        static TokenCheck NotAsked() => throw new InvalidOperationException("The token was asked for.");
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", false)]
    [InlineData("CONNECT", false)]
    [InlineData("TRACE", false)]
    [InlineData("QUERY", false)]
    [InlineData("get", false)]
    [InlineData("", false)]
    public void Knows_which_methods_change_nothing(string method, bool safe) => Assert.Equal(safe, CrossOriginPolicy.IsSafe(method));

    [Theory]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("partner.example")]
    [InlineData("https://partner.example/")]
    [InlineData("https://partner.example:443")]
    [InlineData("https://Partner.example")]
    [InlineData("https://*.partner.example/x")]
    [InlineData("http://partner.example")]
    public void Refuses_to_trust_what_is_not_an_origin(string trusted)
    {
        var refusal = Assert.Throws<ArgumentException>(() => PolicyOf("https://app.example", trusted));
        Assert.Contains($"'{trusted}'", refusal.Message, StringComparison.Ordinal);
    }

    private static string Ask(CrossOriginPolicy policy, string fetchSite, string origin, string cookie, string token)
    {
        TokenCheck check = token switch
        {
            "-" => TokenCheck.Missing,
            "valid" => TokenCheck.Valid,
            _ => TokenCheck.Invalid,
        };
        return policy.Refuse(Header(fetchSite), Header(origin), cookie == "sent", () => check)?.Code ?? Allowed;
    }

    private static string? Header(string text) => text == "-" ? null : text;

    private static CrossOriginPolicy PolicyOf(string self, params string[] trusted)
    {
        Assert.True(PublicOrigin.TryCreate(self, out PublicOrigin? origin, out string problem), problem);
        return new CrossOriginPolicy(origin, trusted);
    }
}
