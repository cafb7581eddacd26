using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Cloakroom.Testing;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>From the Cookie header to a decision.</summary>
public sealed class ShownCookieTests
{
    [Theory]
    [InlineData(null, "no_credentials", 0)]
    [InlineData("", "no_credentials", 0)]
    [InlineData("theme=dark; __Host-session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "no_credentials", 0)]
    [InlineData("Session_Id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "no_credentials", 0)]
    [InlineData("session_id", "no_credentials", 0)]
    [InlineData("session%5Fid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "no_credentials", 0)]
    [InlineData("session_id=", "malformed", 0)]
    [InlineData("session_id=short", "malformed", 0)]
    [InlineData("session_id=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "malformed", 0)]
    [InlineData("session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", "malformed", 0)]
    [InlineData("session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "malformed", 0)]
    [InlineData("session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ambiguous_credentials", 0)]
    [InlineData("session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "unknown_session", 1)]
    [InlineData("theme=dark;session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ; x=y", "unknown_session", 1)]
    public async Task Each_form_has_its_reason_and_only_a_possible_ID_costs_a_look_into_the_store(string? cookie, string reason, int calls)
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", cookie);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(reason, await answer.CodeAsync());
        Assert.Equal(calls, app.Switch.Calls);
        Assert.Empty(TestApp.SetCookies(answer));
    }

    [Fact]
    public async Task A_second_session_cookie_cannot_hide_in_a_second_field()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync(), other = await app.LoginAsync("mallory");

        string answer = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
            "GET /private HTTP/1.1", $"Host: {app.Address.Authority}", "Connection: close", $"Cookie: {cookie}", $"Cookie: {other}", "", ""));

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.Contains("ambiguous_credentials", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_2_the_cookies_may_come_in_several_fields()
    {
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            Build = b => b.WebHost.ConfigureKestrel(k => k.ConfigureEndpointDefaults(e => e.Protocols = HttpProtocols.Http2)),
            Options = o => o.PublicUrl = "http://localhost",
        }.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = app.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        client.DefaultRequestHeaders.Add("Origin", "http://localhost");
        using HttpResponseMessage login = await client.PostAsync("/login?user=ada", null, TestContext.Current.CancellationToken);
        string cookie = TestApp.CookieOf(login) ?? "";

        using var request = new HttpRequestMessage(HttpMethod.Get, "/private") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Cookie", ["a=b", cookie, "c=d"]);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("ada", await answer.TextAsync());
    }

    [Fact]
    public async Task Nobody_costs_nothing()
    {
        await using TestApp app = await new TestApp().StartAsync();

        foreach (string? cookie in (string?[])[null, "theme=dark", "session_id=rubbish", "session_id=a; session_id=b"])
        {
            foreach (string path in (string[])["/public", "/private", "/nowhere", "/auth/session", "/auth/sessions", "/auth/csrf", "/auth/data/key"])
            {
                Assert.Empty(TestApp.SetCookies(await app.GetAsync(path, cookie)));
            }
        }

        Assert.Equal(0, app.Switch.Calls);
    }

    [Fact]
    public async Task Expiry_by_idle_time_and_by_age_has_its_reason()
    {
        var clock = new FakeClock();
        await using TestApp app = await new TestApp { Build = b => b.Services.AddSingleton<TimeProvider>(clock) }.StartAsync();
        string idle = await app.LoginAsync(), busy = await app.LoginAsync();

        for (int i = 0; i < 47; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(30));
            Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", busy)).StatusCode);
        }

        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("expired_absolute", await (await app.GetAsync("/private", busy)).CodeAsync());
        Assert.Equal("expired_absolute", await (await app.GetAsync("/private", idle)).CodeAsync());
        string fresh = await app.LoginAsync();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("expired_idle", await (await app.GetAsync("/private", fresh)).CodeAsync());
    }
}
