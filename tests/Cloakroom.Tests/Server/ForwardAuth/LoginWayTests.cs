using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>Where a person is sent who has to log in, and what becomes of a return that leads elsewhere.</summary>
public sealed class LoginWayTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    private const string Redirecting = "/auth/verify?redirect=true";
    private static readonly (string, string)[] Navigation = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", "same-origin"), ("Accept", "text/html")];

    [Fact]
    public async Task A_navigation_is_sent_to_the_login_and_remembers_where_it_wanted_to_go()
    {
        WireAnswer answer = await proxy.AskAsync("/shop?a=b&c=%26", path: Redirecting, more: Navigation);
        Assert.Equal((302, "/login?return=%2Fshop%3Fa%3Db%26c%3D%2526"), (answer.Status, answer.Header("Location")));
        Assert.Equal("", Assert.Single(answer.All("X-Auth-User")));
        Assert.Empty(answer.All("Set-Cookie"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("GET", "/auth/verify")]
    [InlineData("POST", Redirecting)]
    [InlineData("OPTIONS", Redirecting)]
    [InlineData("GET", "/auth/verify?redirect=false")]
    public async Task What_is_no_navigation_or_not_asked_for_is_401(string method, string path) => Assert.Equal(401, (await proxy.AskAsync("/shop", method, path: path, more: Navigation)).Status);

    [Fact]
    public async Task A_script_gets_401() => Assert.Equal("no_credentials", (await proxy.AskAsync("/shop", path: Redirecting, more: [("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")])).Code);

    [Fact]
    public async Task A_reason_goes_along_and_a_missing_role_is_no_reason_to_log_in()
    {
        Assert.Equal("/login?return=%2Fshop&error=malformed", (await proxy.AskAsync("/shop", cookie: "session_id=x", path: Redirecting, more: Navigation)).Header("Location"));
        Assert.Equal(403, (await proxy.AskAsync("/admin", cookie: proxy.Person, path: Redirecting, more: Navigation)).Status);
    }

    [Fact]
    public async Task A_login_that_is_too_old_is_asked_for_again()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await BehindProxy.StartAsync(["/recent fresh:5m"], s => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(s, clock));
        string cookie = await BehindProxy.EnterAsync(server, RunningServer.Email);
        Assert.Equal(200, (await AskAsync("/recent")).Status);
        clock.Advance(TimeSpan.FromMinutes(6));
        WireAnswer old = await AskAsync("/recent");
        Assert.Equal((302, "/login?return=%2Frecent&error=fresh_login_required"), (old.Status, old.Header("Location")));
        Assert.Equal(200, (await AskAsync("/shop")).Status);

        Task<WireAnswer> AskAsync(string target) => BehindProxy.SendAsync(server, "GET", Redirecting, [.. BehindProxy.Forwarded(target), ("Cookie", cookie), .. Navigation]);
    }

    [Fact]
    public async Task A_link_from_another_site_loads_the_page_again_with_the_cookie_that_was_held_back_and_is_not_a_permission()
    {
        foreach (string path in (string[])["/auth/verify", Redirecting])
        {
            WireAnswer answer = await proxy.AskAsync("/shop?x=\"", path: path, more: [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Sec-Fetch-Site", "cross-site")]);
            Assert.Equal(401, answer.Status);
            Assert.Contains("http-equiv=\"refresh\" content=\"0; url=/shop?x=&quot;\"", answer.Body, StringComparison.Ordinal);
        }

        // With a cookie that says something, or after the reload, the login is next.
        Assert.Equal(302, (await proxy.AskAsync("/shop", cookie: "session_id=x", path: Redirecting, more: [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site")])).Status);
    }

    [Theory]
    [InlineData("app.example.com", "https", "https://auth.example.com/login?return=https%3A%2F%2Fapp.example.com%2Fx")]
    [InlineData("auth.example.com", "https", "https://auth.example.com/login?return=%2Fx")]
    [InlineData("app.example.com", "http", "/login?return=%2Fx")]
    [InlineData("app.example.com:8443", "https", "/login?return=%2Fx")]
    [InlineData("evil.test", "https", "/login?return=%2Fx")]
    public async Task A_host_is_named_only_where_it_is_listed(string host, string scheme, string location)
    {
        await using RunningServer server = await BehindProxy.StartAsync([], null, "--PublicUrl", "https://auth.example.com", "--ReturnHosts", "app.example.com");
        WireAnswer answer = await BehindProxy.SendAsync(server, "GET", Redirecting, [.. BehindProxy.Forwarded("/x", host: host, scheme: scheme), .. Navigation]);
        Assert.Equal((302, location), (answer.Status, answer.Header("Location")));
    }
}
