using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>The table itself is tested in Csrf/; here, that requests are put to it, before anything else happens.</summary>
public sealed class CrossOriginCheckTests
{
    [Theory]
    [InlineData("cross-site", "csrf_cross_site")]
    [InlineData("same-site", "csrf_same_site")]
    [InlineData("nonsense", "csrf_cross_site")]
    public async Task A_request_from_elsewhere_is_refused_before_the_handler_and_before_the_store(string site, string reason)
    {
        bool reached = false;
        await using TestApp app = await new TestApp { Map = a => a.MapPost("/change", () => reached = true) }.StartAsync();
        string cookie = await app.LoginAsync();
        int calls = app.Switch.Calls;

        foreach (string? shown in (string?[])[cookie, null, "session_id=rubbish"])
        {
            using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Post, "/change", shown, null, ("Sec-Fetch-Site", site));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(reason, await answer.CodeAsync());
        }

        Assert.False(reached);
        Assert.Equal(calls, app.Switch.Calls);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("PROPFIND")]
    public async Task Every_method_that_is_not_safe_is_asked(string method)
    {
        await using TestApp app = await new TestApp().StartAsync();

        Assert.Equal("csrf_cross_site", await (await app.SendAsync(new(method), "/public", null, null, ("Sec-Fetch-Site", "cross-site"))).CodeAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_safe_method_is_not_asked(string method)
    {
        await using TestApp app = await new TestApp().StartAsync();

        Assert.NotEqual(HttpStatusCode.Forbidden, (await app.SendAsync(new(method), "/public", null, null, ("Sec-Fetch-Site", "cross-site"))).StatusCode);
    }

    [Fact]
    public async Task An_origin_that_is_not_ours_is_refused_and_a_listed_one_is_not()
    {
        await using TestApp app = await new TestApp { Options = o => o.CsrfOrigins.Add("https://admin.example") }.StartAsync();

        Assert.Equal("csrf_origin", await (await SendAsync(app, ("Origin", "http://localhost:1"))).CodeAsync());
        Assert.Equal("csrf_origin", await (await SendAsync(app, ("Origin", "null"))).CodeAsync());
        Assert.Equal("csrf_cross_site", await (await SendAsync(app, ("Origin", "http://localhost"), ("Sec-Fetch-Site", "cross-site"))).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, ("Origin", "https://admin.example"), ("Sec-Fetch-Site", "cross-site"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(app, ("Origin", "http://localhost"))).StatusCode);
    }

    [Fact]
    public async Task A_header_that_comes_twice_is_refused()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();

        foreach (string name in (string[])["Origin", "Sec-Fetch-Site"])
        {
            string value = name == "Origin" ? app.Address.GetLeftPart(UriPartial.Authority) : "same-origin";
            string answer = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
                "POST /login?user=42 HTTP/1.1", $"Host: {app.Address.Authority}", "Connection: close", "Content-Length: 0", $"{name}: {value}", $"{name}: {value}", "", ""));
            Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_either_header_the_cookie_needs_a_token_in_a_header_or_in_the_form()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/form", (HttpRequest request) => request.Form["colour"].ToString()).DisableAntiforgery(),
        }.StartAsync();
        string cookie = await app.LoginAsync(), other = await app.LoginAsync();
        using HttpResponseMessage given = await app.GetAsync("/auth/csrf", cookie);
        JsonElement body = await given.JsonAsync();
        string token = body.GetProperty("token").GetString() ?? "";
        Assert.Equal("X-CSRF-Token", body.GetProperty("header").GetString());
        Assert.Equal([$"csrf={token}; Path=/; SameSite=Strict"], TestApp.SetCookies(given));

        Assert.Equal("csrf_token_missing", await (await BareAsync(app, cookie)).CodeAsync());
        Assert.Equal("csrf_token_invalid", await (await BareAsync(app, other, ("X-CSRF-Token", token))).CodeAsync());
        Assert.Equal("csrf_token_invalid", await (await BareAsync(app, "session_id=rubbish", ("X-CSRF-Token", token))).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await BareAsync(app, cookie, ("X-CSRF-Token", token))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await BareAsync(app, cookie: null)).StatusCode);
        using var form = new FormUrlEncodedContent([new("csrf_token", token), new("colour", "blue")]);
        using HttpResponseMessage sent = await BareAsync(app, cookie, form);
        Assert.Equal("blue", await sent.TextAsync());
    }

    [Theory]
    [InlineData("https://evil.example/x", "csrf_origin")]
    [InlineData("http://localhost.evil.example/", "csrf_origin")]
    [InlineData("http://localhost@evil.example/", "csrf_origin")]
    [InlineData("http://localhost:81/", "csrf_origin")]
    [InlineData("https://localhost/", "csrf_origin")]
    [InlineData("nonsense", "csrf_origin")]
    [InlineData("http://localhost/account?a=b", null)]
    [InlineData("https://admin.example/x", null)]
    [InlineData("", null)]
    public async Task A_token_that_a_page_of_another_site_sends_is_of_no_use(string referer, string? code)
    {
        await using TestApp app = await new TestApp { Options = o => o.CsrfOrigins.Add("https://admin.example") }.StartAsync();
        string cookie = await app.LoginAsync();
        string token = (await (await app.GetAsync("/auth/csrf", cookie)).JsonAsync()).GetProperty("token").GetString() ?? "";

        Assert.Equal(code, await (await BareAsync(app, cookie, ("X-CSRF-Token", token), ("Referer", referer))).CodeAsync());
        // Of itself it allows nothing.
        Assert.Equal(code ?? "csrf_token_missing", await (await BareAsync(app, cookie, ("Referer", referer))).CodeAsync());
    }

    [Fact]
    public async Task An_endpoint_gets_the_token_of_the_session_for_its_own_forms()
    {
        await using TestApp app = await new TestApp
        {
            Map = a =>
            {
                a.MapGet("/token", (ISessions sessions) => sessions.CsrfToken ?? "none");
                a.MapPost("/jwt", async (ISessions sessions) => (await sessions.SignInAsync(new SignIn(new SessionUser("ada")) { Carrier = Carrier.JwtCookie })).Session.UserId);
                a.MapPost("/again", async (ISessions sessions) => (await sessions.SignInAsync(new SessionUser("ada"))).Session.UserId + sessions.CsrfToken);
                a.MapPost("/form", () => "sent");
            },
        }.StartAsync();
        using HttpResponseMessage jwt = await app.PostAsync("/jwt");
        foreach (string cookie in (string[])[await app.LoginAsync(), string.Join("; ", TestApp.SetCookies(jwt).Select(l => l.Split(';')[0]))])
        {
            using HttpResponseMessage page = await app.GetAsync("/token", cookie);
            Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
            using var form = new FormUrlEncodedContent([new("csrf_token", await page.TextAsync())]);
            Assert.Equal(HttpStatusCode.OK, (await BareAsync(app, cookie, form)).StatusCode);
        }

        // After a login it is that of the new session.
        using HttpResponseMessage again = await app.PostAsync("/again", await app.LoginAsync());
        Assert.Equal(HttpStatusCode.OK, (await BareAsync(app, TestApp.CookieOf(again), ("X-CSRF-Token", (await again.TextAsync())["ada".Length..]))).StatusCode);
        Assert.Equal("none", await (await app.GetAsync("/token")).TextAsync());
        Assert.Equal("none", await (await app.GetAsync("/token", "session_id=rubbish")).TextAsync());
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_has_no_token()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();
        using var broken = new StringContent("no boundary here");
        broken.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        using HttpResponseMessage answer = await BareAsync(app, cookie, broken);

        Assert.Equal("csrf_token_missing", await answer.CodeAsync());
    }

    [Fact]
    public async Task A_bearer_header_without_cookies_is_not_asked_and_with_a_cookie_it_is()
    {
        await using TestApp app = await new TestApp { Map = a => a.MapPost("/change", () => "changed") }.StartAsync();

        (string, string)[] headers = [("Authorization", "Bearer x"), ("Sec-Fetch-Site", "cross-site")];
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/change", null, headers)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.PostAsync("/change", "theme=dark", headers)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.PostAsync("/change", null, ("Authorization", "Basic x"), ("Sec-Fetch-Site", "cross-site"))).StatusCode);
    }

    [Fact]
    public async Task An_endpoint_can_be_taken_out_by_name()
    {
        await using TestApp app = await new TestApp { Map = a => a.MapPost("/hook", [InsecureAllowCrossSite] () => "called") }.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/hook", null, ("Sec-Fetch-Site", "cross-site"))).StatusCode);
    }

    [Fact]
    public async Task A_WebSocket_handshake_is_asked_like_an_unsafe_request()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();
        (string, string)[] handshake = [("Connection", "Upgrade"), ("Upgrade", "WebSocket")];

        using HttpResponseMessage foreign = await app.GetAsync("/public", cookie, [("Sec-Fetch-Site", "cross-site"), .. handshake]);
        using HttpResponseMessage own = await app.GetAsync("/public", cookie, [("Sec-Fetch-Site", "same-origin"), .. handshake]);

        Assert.Equal("csrf_cross_site", await foreign.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_person_who_sent_a_form_sees_a_page()
    {
        await using TestApp app = await new TestApp().StartAsync();
        using var form = new FormUrlEncodedContent([]);

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Post, "/login?user=1", null, form, Browser.Navigates("cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("csrf_cross_site", await answer.TextAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(TestApp app, params (string, string)[] headers) => BareAsync(app, null, headers);

    private static Task<HttpResponseMessage> BareAsync(TestApp app, string? cookie, params (string, string)[] headers) =>
        BareAsync(app, cookie, content: null, headers);

    // Without the Origin that the usual client sends.
    private static async Task<HttpResponseMessage> BareAsync(TestApp app, string? cookie, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using HttpClient client = app.Client(cookie);
        client.DefaultRequestHeaders.Remove("Origin");
        using var request = new HttpRequestMessage(HttpMethod.Post, content is null ? "/login?user=42" : "/form") { Content = content };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
