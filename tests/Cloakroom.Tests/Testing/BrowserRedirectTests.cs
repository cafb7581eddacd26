using System.Net;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Testing;

public sealed class BrowserRedirectTests(EchoServer server) : IClassFixture<EchoServer>
{
    private const string App = "https://app.test/", Other = "https://other.test/", Mail = "http://mail.test/";

    [Theory]
    [InlineData(301, "GET  ")]
    [InlineData(302, "GET  ")]
    [InlineData(303, "GET  ")]
    [InlineData(307, "POST application/x-www-form-urlencoded a=b")]
    [InlineData(308, "POST application/x-www-form-urlencoded a=b")]
    public async Task A_redirected_form_becomes_a_get_unless_the_status_keeps_it(int status, string arrived)
    {
        using BrowserClient browser = server.Browser();
        BrowserPage page = await browser.SubmitFormAsync(App, $"/login?to=/home&status={status}", [new("a", "b")]);
        Assert.Equal(arrived, page.Body);
        Assert.Equal((2, "https://app.test/home"), (page.Exchanges.Count, page.Url.AbsoluteUri));
        Assert.Equal(arrived[0] == 'P' ? "https://app.test" : null, page.Exchanges[1].Sent("Origin"));
    }

    [Theory]
    [InlineData(302, "PUT")]
    [InlineData(303, "GET")]
    [InlineData(307, "PUT")]
    public async Task Only_a_303_turns_a_redirected_put_into_a_get(int status, string method)
    {
        using BrowserClient browser = server.Browser();
        BrowserPage page = await browser.FetchAsync(App, HttpMethod.Put, $"?to=/home&status={status}");
        Assert.Equal(method, page.Exchanges[1].Method.Method);
    }

    [Fact]
    public async Task A_cookie_set_on_the_way_is_sent_to_the_next_address()
    {
        using BrowserClient browser = server.Browser();
        BrowserPage page = await browser.SubmitFormAsync(App, "/login?set=__Host-session_id%3D1;Path%3D/;Secure;HttpOnly;SameSite%3DStrict&to=/&status=303", []);
        Assert.Equal("__Host-session_id=1", page.Exchanges[1].Sent("Cookie"));
    }

    [Fact]
    public async Task A_redirect_does_not_turn_a_cross_site_request_into_a_same_site_one()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(App, "strict=1; Secure; Path=/; SameSite=Strict");
        BrowserPage page = await browser.ClickLinkAsync(Mail, App + "?to=/home");
        Assert.All(page.Exchanges, e => Assert.Null(e.Sent("Cookie")));
        Assert.Equal("cross-site", page.Exchanges[1].Sent("Sec-Fetch-Site"));
    }

    [Fact]
    public async Task A_detour_over_another_site_keeps_the_strict_cookie_but_not_the_fetch_metadata()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(App, "strict=1; Secure; Path=/; SameSite=Strict");
        BrowserPage page = await browser.ClickLinkAsync(App, $"{Other}?to={App}callback");
        Assert.Null(page.Exchanges[0].Sent("Cookie"));
        Assert.Equal("strict=1", page.Exchanges[1].Sent("Cookie"));
        Assert.Equal("cross-site", page.Exchanges[1].Sent("Sec-Fetch-Site"));
    }

    [Fact]
    public async Task A_typed_address_stays_typed_when_it_is_redirected()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(App, "strict=1; Secure; Path=/; SameSite=Strict");
        BrowserPage page = await browser.NavigateAsync($"{Other}?to={App}");
        Assert.Equal("strict=1", page.Exchanges[1].Sent("Cookie"));
        Assert.Equal("none", page.Exchanges[1].Sent("Sec-Fetch-Site"));
    }

    [Fact]
    public async Task The_origin_of_a_form_is_null_after_a_redirect_between_foreign_origins()
    {
        using BrowserClient browser = server.Browser();
        BrowserPage page = await browser.SubmitFormAsync(Mail, $"{Other}?to={App}&status=307", []);
        Assert.Equal("http://mail.test", page.Exchanges[0].Sent("Origin"));
        Assert.Equal("null", page.Exchanges[1].Sent("Origin"));
    }

    [Fact]
    public async Task A_form_on_https_sent_to_http_hides_its_origin()
    {
        using BrowserClient browser = server.Browser();
        Assert.Equal("null", (await browser.SubmitFormAsync(App, "http://app.test/", [])).Exchanges[0].Sent("Origin"));
    }

    [Fact]
    public async Task A_redirect_to_something_else_than_http_is_shown()
    {
        using BrowserClient browser = server.Browser();
        Assert.Equal(HttpStatusCode.Found, (await browser.NavigateAsync(App + "?to=mailto:ann@example.test")).Status);
    }

    [Fact]
    public async Task A_redirect_in_a_circle_ends()
    {
        using BrowserClient browser = server.Browser();
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.NavigateAsync(App + "?circle"));
    }
}
