using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>Which requests are same-site (RFC 6265bis 5.2): a Strict cookie goes with those, and with no other.</summary>
public sealed class SameSiteTests
{
    private static readonly Uri App = new("https://www.app.example/");
    private static readonly Uri Api = new("https://api.app.example/");
    private static readonly Uri Plain = new("http://www.app.example/");
    private static readonly Uri Other = new("https://other.example/");
    private static readonly Uri Blank = new("about:blank");
    private static readonly Uri Data = new("data:text/html,x");

    public static TheoryData<string, CookieContext, bool> Requests
    {
        get
        {
            var app = new CookieContext(App);
            return new()
            {
                { "the address bar, a bookmark, an HttpClient", app, true },
                { "a page of the same host", CookieContext.Fetch(App, App), true },
                { "a page of another host of the site", CookieContext.Fetch(App, Api), true },
                { "a page of another port", CookieContext.Fetch(App, new("https://www.app.example:8443/")), true },
                { "a WebSocket of a page", CookieContext.Fetch(new("wss://www.app.example/"), App), true },
                { "a page of another site", CookieContext.Fetch(App, Other), false },
                { "the same host over plain http", CookieContext.Fetch(App, Plain), false },
                { "a data: page", CookieContext.Fetch(App, Data), false },
                { "a page of the site in a frame of the site", CookieContext.Fetch(App, App) with { InitiatorAncestors = [Api] }, true },
                { "a page of the site in a frame of another", CookieContext.Fetch(App, App) with { InitiatorAncestors = [Other] }, false },
                { "a page of the site, in another, in the site", CookieContext.Fetch(App, App) with { InitiatorAncestors = [Other, App] }, false },
                { "a page of the site in a frame of it over http", CookieContext.Fetch(App, App) with { InitiatorAncestors = [Plain] }, false },
                { "a page of the site in about:blank", CookieContext.Fetch(App, App) with { InitiatorAncestors = [Blank] }, true },
                { "a sandboxed page of the site", CookieContext.Fetch(App, App) with { IsInitiatorOpaque = true }, false },
                { "a frame of the site", CookieContext.Frame(App, Api), true },
                { "a frame on another site", CookieContext.Frame(App, Other), false },
                { "a frame on another site that the site's own window navigates", CookieContext.Frame(App, App) with { Ancestors = [Other] }, false },
                { "a link on the site", CookieContext.Navigation(App, Api), true },
                { "a link on another site", CookieContext.Navigation(App, Other), false },
                { "a reload of what the site brought", app with { Reload = CookieReload.OfSameSite, Initiator = Other }, true },
                { "a reload of what another site brought", app with { Reload = CookieReload.OfCrossSite }, false },
                { "a redirect through another site", CookieContext.Fetch(App, App) with { RedirectChain = [Other, App] }, true },
                { "its site for cookies is given", CookieContext.Fetch(App, Other) with { SiteForCookies = Site.Of(Api, PublicSuffixList.Default) }, true },
                { "its site for cookies is opaque", app with { SiteForCookies = Site.NewOpaque() }, false },
                { "a script of a top-level page", CookieContext.Script(App), true },
                { "a script of a frame on the site", CookieContext.Script(App, Api), true },
                { "a script of a frame on another site", CookieContext.Script(App, Other), false },
                { "a script of a frame on another site on the site", CookieContext.Script(App, Other, App), false },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_is_same_site_or_not(string what, CookieContext context, bool isSameSite)
    {
        CookieJar jar = Jar();
        Assert.True((jar.GetCookieHeader(context) is not null) == isSameSite, what);
        Assert.Equal(isSameSite, jar.Send(context).Header is not null);

        // And only such a request, or a top-level navigation, sets one.
        bool mayStore = isSameSite || context is { Api: CookieApi.Http, Kind: CookieRequestKind.TopLevelNavigation };
        Assert.Equal(mayStore ? "stored" : "samesite-set-cross-site", jar.Receive("new=1", context).Code);
        Assert.Equal("stored", jar.Receive("none=1; SameSite=None; Secure", context).Code);
    }

    [Fact]
    public void A_redirect_through_another_site_counts_when_it_is_switched_on() =>
        Assert.Null(Jar(new() { CheckRedirectChain = true }).GetCookieHeader(CookieContext.Fetch(App, App) with { RedirectChain = [Other, App] }));

    [Theory]
    [InlineData("https://alice.vercel.app/", "https://bob.vercel.app/", false)]
    [InlineData("https://a.shop.co.uk/", "https://b.shop.co.uk/", true)]
    [InlineData("https://a.co.uk/", "https://b.co.uk/", false)]
    [InlineData("http://localhost/", "http://localhost:3000/", true)]
    [InlineData("http://localhost/", "http://127.0.0.1/", false)]
    [InlineData("http://10.0.0.1/", "http://10.0.0.2/", false)]
    [InlineData("http://a.localhost/", "http://b.localhost/", false)]
    public void A_site_is_a_registrable_domain(string page, string asked, bool isSameSite)
    {
        CookieJar jar = new(clock: new FakeClock());
        jar.Receive("a=1; SameSite=Strict", new(new Uri(asked)));
        Assert.Equal(isSameSite, jar.GetCookieHeader(CookieContext.Fetch(new Uri(asked), new Uri(page))) is not null);
    }

    [Theory]
    [InlineData("https://other.example/", "it began on https://other.example, which is another site than https://www.app.example")]
    [InlineData("http://www.app.example/", "http and https are two sites")]
    public void The_explanation_names_what_made_it_cross_site(string page, string words)
    {
        CookieDecision decision = Assert.Single(Jar().Send(CookieContext.Fetch(App, new Uri(page))).Cookies);
        Assert.Equal(CookieRule.SameSiteStrictCrossSite, decision.Rule);
        Assert.Contains(words, decision.Explanation, StringComparison.Ordinal);
    }

    private static CookieJar Jar(CookieJarOptions? options = null)
    {
        var jar = new CookieJar(options, new FakeClock());
        jar.Receive("a=1; SameSite=Strict; Path=/", new(App));
        return jar;
    }
}
