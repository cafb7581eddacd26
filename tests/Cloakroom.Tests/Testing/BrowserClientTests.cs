using System.Net;
using System.Net.Http.Json;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Testing;

public sealed class BrowserClientTests(EchoServer server) : IClassFixture<EchoServer>
{
    private const string App = "http://localhost/", Mail = "http://mail.test/", OtherPort = "http://localhost:8080/", Tls = "https://app.test/";

    // Who begins a request, and to where: what Fetch Metadata and Origin say, and which of the three SameSite cookies go along.
    public static TheoryData<string, string, string, string, string> Requests => new()
    {
        { "typed", Tls, "none navigate document ?1", "", "strict lax none" },
        { "link from " + Tls, Tls, "same-origin navigate document ?1", "", "strict lax none" },
        { "link from https://app.test:444/", Tls, "same-site navigate document ?1", "", "strict lax none" },
        { "link from http://app.test/", Tls, "cross-site navigate document ?1", "", "lax none" },
        { "link from " + Mail, Tls, "cross-site navigate document ?1", "", "lax none" },
        { "form from " + Tls, Tls, "same-origin navigate document ?1", "https://app.test", "strict lax none" },
        { "form from " + Mail, Tls, "cross-site navigate document ?1", "http://mail.test", "none" },
        { "GET from " + Tls, Tls, "same-origin cors empty ", "", "strict lax none" },
        { "PUT from " + Tls, Tls, "same-origin cors empty ", "https://app.test", "strict lax none" },
        { "GET from https://app.test:444/", Tls, "same-site cors empty ", "https://app.test:444", "" },
        { "GET with credentials from https://app.test:444/", Tls, "same-site cors empty ", "https://app.test:444", "strict lax none" },
        { "GET from " + Mail, Tls, "cross-site cors empty ", "http://mail.test", "" },
        { "GET with credentials from " + Mail, Tls, "cross-site cors empty ", "http://mail.test", "none" },
        { "DELETE with credentials from " + Mail, Tls, "cross-site cors empty ", "http://mail.test", "none" },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_says_where_it_comes_from(string cause, string to, string metadata, string origin, string cookies)
    {
        using BrowserClient browser = server.Browser();
        foreach (string mode in (string[])["Strict", "Lax", "None"])
        {
            browser.SetCookie(to, $"{mode.ToLowerInvariant()}=1; Secure; Path=/; SameSite={mode}");
        }

        BrowserExchange sent = (await Begin(browser, cause, to)).Exchanges.Single();
        Assert.Equal(metadata, $"{sent.Sent("Sec-Fetch-Site")} {sent.Sent("Sec-Fetch-Mode")} {sent.Sent("Sec-Fetch-Dest")} {sent.Sent("Sec-Fetch-User")}");
        Assert.Equal(origin, sent.Sent("Origin") ?? "");
        Assert.Equal(cookies, (sent.Sent("Cookie") ?? "").Replace("=1", "", StringComparison.Ordinal).Replace(";", "", StringComparison.Ordinal));
        Assert.StartsWith(cause.StartsWith('l') || cause.StartsWith('t') || cause.StartsWith('f') ? "text/html" : "*/*", sent.Sent("Accept"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost/", true)]
    [InlineData("http://shop.localhost/", true)]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://127.8.9.10:5000/", true)]
    [InlineData("http://[::1]/", true)]
    [InlineData("https://app.test/", true)]
    [InlineData("http://app.test/", false)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("http://notlocalhost/", false)]
    public async Task Fetch_metadata_and_secure_cookies_go_to_trustworthy_addresses_only(string url, bool trustworthy)
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(url, "plain=1");
        browser.SetCookie(url, "secure=1; Secure");
        BrowserExchange sent = (await browser.NavigateAsync(url)).Exchanges.Single();
        Assert.Equal(trustworthy ? "none" : null, sent.Sent("Sec-Fetch-Site"));
        Assert.Equal(trustworthy ? "plain=1; secure=1" : "plain=1", sent.Sent("Cookie"));
    }

    [Fact]
    public async Task Localhost_and_127_0_0_1_are_two_sites()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(App, "session_id=1; Path=/; HttpOnly; SameSite=Strict");
        Assert.Equal("session_id=1", (await browser.ClickLinkAsync(OtherPort, App)).Exchanges[0].Sent("Cookie"));
        Assert.Null((await browser.ClickLinkAsync("http://127.0.0.1/", App)).Exchanges[0].Sent("Cookie"));
    }

    [Fact]
    public async Task A_link_from_a_mail_arrives_without_the_strict_cookie_and_the_reload_brings_it()
    {
        using BrowserClient browser = server.Browser();
        browser.SetCookie(App, "session_id=1; Path=/; SameSite=Strict");
        BrowserPage page = await browser.ClickLinkAsync(Mail, App + "?refresh=0;url=/settings");
        Assert.Null(page.Exchanges[0].Sent("Cookie"));
        BrowserPage settings = await browser.FollowRefreshAsync(page);
        Assert.Equal("http://localhost/settings", settings.Url.AbsoluteUri);
        Assert.Equal("session_id=1", settings.Exchanges[0].Sent("Cookie"));
        Assert.Equal("same-origin", settings.Exchanges[0].Sent("Sec-Fetch-Site"));
        Assert.Null(settings.Exchanges[0].Sent("Sec-Fetch-User"));
    }

    [Theory]
    [InlineData("0", "http://localhost/here?refresh=0")]
    [InlineData("0;url=/there", "http://localhost/there")]
    [InlineData("0; URL='there%3Fa=1%26amp;b=2'", "http://localhost/there?a=1&b=2")]
    [InlineData("5, http://mail.test/", "http://mail.test/")]
    public async Task A_refresh_is_read_as_browsers_read_it(string content, string target)
    {
        using BrowserClient browser = server.Browser();
        Assert.Equal(target, (await browser.NavigateAsync($"{App}here?refresh={content}")).RefreshTo?.AbsoluteUri);
    }

    [Fact]
    public async Task A_page_without_a_refresh_cannot_be_followed()
    {
        using BrowserClient browser = server.Browser();
        BrowserPage page = await browser.NavigateAsync(App);
        Assert.Null(page.RefreshTo);
        await Assert.ThrowsAsync<InvalidOperationException>(() => browser.FollowRefreshAsync(page));
    }

    [Fact]
    public async Task Forms_and_fetches_carry_their_body()
    {
        using BrowserClient browser = server.Browser();
        Assert.Equal("POST application/x-www-form-urlencoded user=ann+b&x=%26", (await browser.SubmitFormAsync(App, "/login", [new("user", "ann b"), new("x", "&")])).Body);
        BrowserPage page = await browser.FetchAsync(App, HttpMethod.Put, "cart", JsonContent.Create(new { Coffee = 1 }));
        Assert.Equal("PUT application/json; charset=utf-8 {\"coffee\":1}", page.Body);
        Assert.Equal((HttpStatusCode.OK, "http://localhost/cart"), (page.Status, page.Url.AbsoluteUri));
    }

    [Fact]
    public void A_handler_that_keeps_cookies_or_follows_redirects_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new BrowserClient(new SocketsHttpHandler()));
        Assert.Throws<ArgumentException>(() => new BrowserClient(new SocketsHttpHandler { UseCookies = false }));
        Assert.Throws<ArgumentException>(() => new BrowserClient(new HttpClientHandler { AllowAutoRedirect = false }));
        new BrowserClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }).Dispose();
    }

    private static Task<BrowserPage> Begin(BrowserClient browser, string cause, string to)
    {
        string[] words = cause.Split(' ');
        return words[0] switch
        {
            "typed" => browser.NavigateAsync(to),
            "link" => browser.ClickLinkAsync(words[^1], to),
            "form" => browser.SubmitFormAsync(words[^1], to, []),
            _ => browser.FetchAsync(words[^1], new HttpMethod(words[0]), to, includeCredentials: words.Contains("credentials")),
        };
    }
}
