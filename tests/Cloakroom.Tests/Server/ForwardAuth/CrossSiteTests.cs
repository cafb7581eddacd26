using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>An application behind a proxy is as safe from forged requests as the server itself.</summary>
public sealed class CrossSiteTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    [Theory]
    [InlineData("same-origin", null, 200, null)]
    [InlineData("none", null, 200, null)]
    [InlineData("same-site", null, 403, "csrf_same_site")]
    [InlineData("cross-site", null, 403, "csrf_cross_site")]
    [InlineData("nonsense", null, 403, "csrf_cross_site")]
    [InlineData(null, BehindProxy.Origin, 200, null)]
    [InlineData(null, "http://app.example.com", 403, "csrf_origin")]
    [InlineData(null, "https://app.example.com:8443", 403, "csrf_origin")]
    [InlineData(null, "https://app.example.com.evil.test", 403, "csrf_origin")]
    [InlineData(null, "https://evil.test", 403, "csrf_origin")]
    [InlineData(null, "null", 403, "csrf_origin")]
    [InlineData(null, null, 403, "csrf_token_missing")]
    public async Task A_request_that_changes_something_must_come_from_the_application(string? site, string? origin, int status, string? code)
    {
        (string, string)[] headers = [.. Given("Sec-Fetch-Site", site), .. Given("Origin", origin)];
        foreach (string method in (string[])["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "FOO"])
        {
            WireAnswer answer = await proxy.AskAsync("/shop", method, proxy.Person, more: headers);
            Assert.Equal((status, code), (answer.Status, answer.Code));
        }

        Assert.Equal(200, (await proxy.AskAsync("/shop", "GET", proxy.Person, more: headers)).Status);
        Assert.Equal(status, (await proxy.AskAsync("/public", "POST", proxy.Person, more: headers)).Status);
        Assert.Equal(200, (await proxy.AskAsync("/hook", "POST", proxy.Person, more: headers)).Status);
    }

    [Fact]
    public async Task Without_anything_that_a_browser_adds_a_token_of_the_session_is_needed()
    {
        WireAnswer csrf = await BehindProxy.SendAsync(proxy.Server, "GET", "/auth/csrf", [("Cookie", proxy.Person)]);
        string token = csrf.Json.GetProperty("token").GetString() ?? "";
        Assert.Equal(200, (await proxy.AskAsync("/shop", "POST", proxy.Person, more: ("X-CSRF-Token", token))).Status);
        Assert.Equal("csrf_token_invalid", (await proxy.AskAsync("/shop", "POST", proxy.Admin, more: ("X-CSRF-Token", token))).Code);
        Assert.Equal("csrf_token_invalid", (await proxy.AskAsync("/shop", "POST", proxy.Person, more: [("X-CSRF-Token", token), ("X-CSRF-Token", token)])).Code);
    }

    [Fact]
    public async Task A_program_that_sends_a_token_and_no_cookie_is_not_asked_and_neither_is_one_that_sends_nothing()
    {
        using HttpResponseMessage login = await proxy.Server.LoginAsync(carrier: "token");
        string bearer = $"Bearer {(await login.JsonAsync()).GetProperty("access_token").GetString()}";
        Assert.Equal(200, (await proxy.AskAsync("/shop", "POST", more: ("Authorization", bearer))).Status);
        Assert.Equal(200, (await proxy.AskAsync("/public", "POST")).Status);
        Assert.Equal("csrf_cross_site", (await proxy.AskAsync("/shop", "POST", "other=1", more: [("Authorization", bearer), ("Sec-Fetch-Site", "cross-site")])).Code);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Upgrade", "h2c, WebSocket")]
    public async Task A_WebSocket_needs_an_origin_that_is_allowed(string name, string value)
    {
        Assert.Equal(200, (await proxy.AskAsync("/socket", cookie: proxy.Person, more: [(name, value), ("Origin", BehindProxy.Origin)])).Status);
        Assert.Equal("csrf_origin", (await proxy.AskAsync("/socket", cookie: proxy.Person, more: [(name, value), ("Origin", "https://evil.test")])).Code);
        Assert.Equal("csrf_token_missing", (await proxy.AskAsync("/socket", cookie: proxy.Person, more: (name, value))).Code);
        Assert.Equal("csrf_cross_site", (await proxy.AskAsync("/socket", cookie: proxy.Person, more: [(name, value), ("Sec-Fetch-Site", "cross-site")])).Code);
        Assert.Equal("no_credentials", (await proxy.AskAsync("/socket", more: [(name, value), ("Origin", BehindProxy.Origin)])).Code);
    }

    [Theory]
    [InlineData("/shop?_method=DELETE", "X-Any", "1")]
    [InlineData("/shop?a=1&_METHOD=DELETE", "X-Any", "1")]
    [InlineData("/shop", "X-HTTP-Method-Override", "DELETE")]
    public async Task A_GET_that_names_another_method_is_one_that_changes_something(string target, string name, string value)
    {
        Assert.Equal("csrf_cross_site", (await proxy.AskAsync(target, cookie: proxy.Person, more: [(name, value), ("Sec-Fetch-Site", "cross-site")])).Code);
        Assert.Equal("csrf_cross_site", (await proxy.AskAsync(target, cookie: proxy.Person, more: [(name, value), ("Sec-Fetch-Site", "none")])).Code);
        Assert.Equal(200, (await proxy.AskAsync(target, cookie: proxy.Person, more: [(name, value), ("Sec-Fetch-Site", "same-origin")])).Status);
    }

    [Fact]
    public async Task Another_host_is_another_application()
    {
        Assert.Equal("csrf_origin", (await proxy.AskAsync("/shop", "POST", proxy.Person, "other.example.com", more: ("Origin", BehindProxy.Origin))).Code);
        Assert.Equal(200, (await proxy.AskAsync("/shop", "POST", proxy.Person, "other.example.com", more: ("Origin", "https://other.example.com"))).Status);
    }

    [Fact]
    public async Task A_preflight_goes_on_only_where_a_rule_says_so_and_without_identity()
    {
        (string, string)[] preflight = [("Origin", "https://pages.example.com"), ("Access-Control-Request-Method", "PUT")];
        Assert.Equal(401, (await proxy.AskAsync("/shop", "OPTIONS", more: preflight)).Status);
        WireAnswer answer = await proxy.AskAsync("/api/x", "OPTIONS", proxy.Person, more: preflight);
        Assert.Equal((200, ""), (answer.Status, answer.Header("X-Auth-User")));
        Assert.Equal(401, (await proxy.AskAsync("/api/x", "OPTIONS", more: ("Origin", "https://pages.example.com"))).Status);
        Assert.Equal(401, (await proxy.AskAsync("/api/x", "PUT", more: preflight)).Status);
    }

    [Fact]
    public async Task Listed_origins_may_send_to_applications_too()
    {
        await using RunningServer server = await BehindProxy.StartAsync(["/ signed-in"], null, "--PublicUrl", "http://localhost:4242", "--Csrf:Origins", "http://localhost:5173");
        string cookie = await BehindProxy.EnterAsync(server, RunningServer.Email);
        foreach ((string origin, int status) in ((string, int)[])[("http://localhost:5173", 200), ("http://localhost:5174", 403)])
        {
            WireAnswer answer = await BehindProxy.SendAsync(server, "GET", "/auth/verify", [.. BehindProxy.Forwarded("/x", "POST", "localhost:4242", "http"), ("Cookie", cookie), ("Origin", origin), ("Sec-Fetch-Site", "same-site")]);
            Assert.Equal(status, answer.Status);
            Assert.Empty(answer.All("Access-Control-Allow-Origin"));
        }

        // Also a question about a preflight is a question, and is not answered as if it were one.
        WireAnswer preflight = await BehindProxy.SendAsync(server, "OPTIONS", "/auth/verify/x", [("X-Forwarded-Proto", "http"), ("Origin", "http://localhost:5173"), ("Access-Control-Request-Method", "PUT")], "localhost:4242");
        Assert.Equal(401, preflight.Status);
    }

    private static (string, string)[] Given(string name, string? value) => value is null ? [] : [(name, value)];
}
