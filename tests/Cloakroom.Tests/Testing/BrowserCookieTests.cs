using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Testing;

public sealed class BrowserCookieTests(EchoServer server) : IClassFixture<EchoServer>
{
    // A line set by one address, and what is then sent to another.
    public static TheoryData<string, string, string, string> Scopes => new()
    {
        { "https://app.test/", "a=1", "https://app.test/x", "a=1" },
        { "https://app.test/", "a=1", "https://www.app.test/", "" },
        { "https://app.test/", "a=1; Domain=app.test", "https://www.app.test/", "a=1" },
        { "https://app.test/", "a=1; Domain=.APP.test", "https://www.app.test/", "a=1" },
        { "https://www.app.test/", "a=1; Domain=app.test", "https://app.test/", "a=1" },
        { "https://app.test/", "a=1; Domain=www.app.test", "https://www.app.test/", "" },
        { "https://app.test/", "a=1; Domain=test", "https://app.test/", "" },
        { "https://notapp.test/", "a=1; Domain=app.test", "https://app.test/", "" },
        { "http://localhost/", "a=1; Domain=localhost", "http://localhost/", "a=1" },
        { "http://127.0.0.1/", "a=1; Domain=127.0.0.1", "http://127.0.0.1/", "a=1" },
        { "http://127.0.0.1/", "a=1; Domain=0.0.1", "http://127.0.0.1/", "" },
        { "http://localhost:1/", "a=1", "http://localhost:2/", "a=1" },
        { "https://app.test/shop/cart", "a=1", "https://app.test/shop/", "a=1" },
        { "https://app.test/shop/cart", "a=1", "https://app.test/shop", "a=1" },
        { "https://app.test/shop/cart", "a=1", "https://app.test/shopping", "" },
        { "https://app.test/", "a=1; Path=/shop", "https://app.test/shop/cart", "a=1" },
        { "https://app.test/", "a=1; Path=/shop", "https://app.test/Shop", "" },
        { "https://app.test/x/y", "a=1; Path=shop", "https://app.test/x/", "a=1" },
        { "https://app.test/", "a=1; Secure", "http://app.test/", "" },
        { "http://app.test/", "a=1; Secure", "https://app.test/", "" },
        { "https://app.test/", "a=1", "http://app.test/", "a=1" },
        { "https://app.test/", "a=1; SameSite=None", "https://app.test/", "" },
        { "https://app.test/", "__Secure-a=1; Secure", "https://app.test/", "__Secure-a=1" },
        { "https://app.test/", "__Secure-a=1", "https://app.test/", "" },
        { "https://app.test/", "__Host-a=1; Secure; Path=/", "https://app.test/", "__Host-a=1" },
        { "https://app.test/", "__host-a=1; Path=/", "https://app.test/", "" },
        { "https://app.test/", "__Host-a=1; Secure", "https://app.test/", "" },
        { "https://app.test/", "__Host-a=1; Secure; Path=/x", "https://app.test/x", "" },
        { "https://app.test/", "__Host-a=1; Secure; Path=/; Domain=app.test", "https://app.test/", "" },
        { "http://localhost/", "__Host-a=1; Secure; Path=/", "http://localhost/", "__Host-a=1" },
        { "http://app.test/", "__Host-a=1; Secure; Path=/", "https://app.test/", "" },
        { "https://app.test/", "=__Host-a=1; Path=/", "https://app.test/", "" },
        { "https://app.test/", "  a =  1 2 ; Path=/", "https://app.test/", "a=1 2" },
        { "https://app.test/", "a=b=c", "https://app.test/", "a=b=c" },
        { "https://app.test/", "alone", "https://app.test/", "alone" },
        { "https://app.test/", "=", "https://app.test/", "" },
        { "https://app.test/", "a=1\u0001", "https://app.test/", "" },
        { "https://app.test/", "a=1; Path=/x; Path=/", "https://app.test/", "a=1" },
        { "https://app.test/", "a=1; Max-Age=0", "https://app.test/", "" },
        { "https://app.test/", "a=1; Max-Age=-5", "https://app.test/", "" },
        { "https://app.test/", "a=1; Max-Age=soon", "https://app.test/", "a=1" },
        { "https://app.test/", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://app.test/", "" },
        { "https://app.test/", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", "https://app.test/", "a=1" },
        { "https://app.test/", "a=1; Expires=never", "https://app.test/", "a=1" },
    };

    [Theory, MemberData(nameof(Scopes))]
    public async Task A_cookie_goes_where_its_attributes_say(string setBy, string line, string askedBy, string sent)
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(setBy, line);
        Assert.Equal(sent, (await browser.NavigateAsync(askedBy)).Exchanges[0].Sent("Cookie") ?? "");
    }

    [Fact]
    public void Cookies_expire_by_the_clock_of_the_test()
    {
        using BrowserClient browser = server.Browser();
        DateTimeOffset now = server.Clock.GetUtcNow();
        browser.SetCookie("https://app.test/", "short=1; Max-Age=60");
        browser.SetCookie("https://app.test/", $"dated=1; Expires={now.AddMinutes(2):r}");
        browser.SetCookie("https://app.test/", "long=1; Max-Age=99999999999");
        browser.SetCookie("https://app.test/", "session=1");
        Assert.Equal([now.AddMinutes(1), now.AddMinutes(2), now.AddDays(400), null], browser.Cookies.Select(c => c.Expires));
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("dated long session", string.Join(' ', browser.Cookies.Select(c => c.Name)));
        server.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal("session", string.Join(' ', browser.Cookies.Select(c => c.Name)));
    }

    [Fact]
    public void Setting_again_replaces_in_place_and_deleting_needs_the_same_scope()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie("https://app.test/", "a=1; Path=/");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        browser.SetCookie("https://app.test/", "b=1; Path=/");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        browser.SetCookie("https://app.test/", "a=2; Path=/; HttpOnly");
        browser.SetCookie("https://app.test/", "b=; Path=/x; Max-Age=0");
        Assert.Equal("a=2 HttpOnly, b=1", string.Join(", ", browser.Cookies.Select(c => $"{c.Name}={c.Value}{(c.HttpOnly ? " HttpOnly" : "")}")));
        browser.SetCookie("https://app.test/", "b=; Path=/; Max-Age=0");
        Assert.Equal("a", string.Join(' ', browser.Cookies.Select(c => c.Name)));
    }

    [Fact]
    public async Task Longer_paths_come_first_then_older_cookies()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie("https://app.test/", "a=1; Path=/");
        browser.SetCookie("https://app.test/", "b=1; Path=/shop");
        browser.SetCookie("https://app.test/", "c=1; Path=/");
        Assert.Equal("b=1; a=1; c=1", (await browser.NavigateAsync("https://app.test/shop")).Exchanges[0].Sent("Cookie"));
    }

    [Fact]
    public void Scripts_do_not_see_http_only_cookies()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie("https://app.test/", "session_id=secret; HttpOnly; Secure; Path=/; SameSite=Strict");
        browser.SetCookie("https://app.test/", "theme=dark");
        Assert.Equal("theme=dark", browser.DocumentCookie("https://app.test/"));
        Assert.DoesNotContain("secret", browser.Cookies[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_cannot_put_a_cookie_in_front_of_a_secure_one()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie("https://app.test/", "a=1; Secure; Path=/login");
        browser.SetCookie("http://app.test/", "a=2; Path=/login");
        browser.SetCookie("http://www.app.test/", "a=3; Path=/login/x; Domain=app.test");
        browser.SetCookie("http://app.test/", "a=4; Path=/");
        Assert.Equal("1 4", string.Join(' ', browser.Cookies.Select(c => c.Value)));
    }

    [Theory]
    [InlineData("https://app.test/", false, "Strict")]
    [InlineData("http://mail.test/", false, "")]
    [InlineData("http://mail.test/", true, "None")]
    public async Task A_fetch_from_another_site_sets_no_same_site_cookie(string page, bool include, string expected)
    {
        using BrowserClient browser = server.Browser();
        string mode = expected.Length == 0 ? "None" : expected;
        await browser.FetchAsync(page, HttpMethod.Get, $"https://app.test/?set=a%3D1;Secure;SameSite%3D{mode}&set=b%3D1;Secure;SameSite%3D{(include ? "Lax" : mode)}", includeCredentials: include);
        Assert.Equal(expected switch { "" => "", "None" => "a", _ => "a b" }, string.Join(' ', browser.Cookies.Select(c => c.Name)));
    }

    [Fact]
    public async Task A_navigation_from_another_site_sets_any_cookie()
    {
        using BrowserClient browser = server.Browser();
        await browser.ClickLinkAsync("http://mail.test/", "https://app.test/?set=a%3D1;Secure;SameSite%3DStrict");
        Assert.Equal(SameSite.Strict, browser.Cookies.Single().SameSite);
    }
}
