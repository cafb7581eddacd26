using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

public sealed class LogoutTests
{
    private const string Deletion = "session_id=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";

    [Fact]
    public async Task Logout_ends_the_session_and_deletes_the_cookie()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();

        using HttpResponseMessage answer = await app.PostAsync("/auth/logout", cookie);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([Deletion], TestApp.SetCookies(answer));
        Assert.Equal("\"cache\", \"storage\"", answer.Header("Clear-Site-Data"));
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
    }

    [Fact]
    public async Task Logout_everywhere_ends_all_sessions_of_this_user_only()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string phone = await app.LoginAsync("ada"), laptop = await app.LoginAsync("ada"), other = await app.LoginAsync("bob");

        Assert.Equal(HttpStatusCode.NoContent, (await app.PostAsync("/auth/logout?all=true", phone)).StatusCode);

        Assert.Equal("revoked", await (await app.GetAsync("/private", phone)).CodeAsync());
        Assert.Equal("revoked", await (await app.GetAsync("/private", laptop)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", other)).StatusCode);
    }

    [Fact]
    public async Task Logout_without_a_cookie_sets_none()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/auth/logout");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(TestApp.SetCookies(answer));
        Assert.Equal(0, app.Switch.Calls);
    }

    [Theory]
    [InlineData("session_id=rubbish")]
    [InlineData("session_id=a; session_id=b")]
    public async Task Logout_with_a_worthless_cookie_deletes_it(string cookie)
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/auth/logout", cookie);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([Deletion], TestApp.SetCookies(answer));
    }

    [Fact]
    public async Task Logout_deletes_the_CSRF_cookie_too()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();

        using HttpResponseMessage answer = await app.PostAsync("/auth/logout", cookie + "; csrf=token");

        Assert.Equal([Deletion, "csrf=; Path=/; SameSite=Strict; Max-Age=0"], TestApp.SetCookies(answer));
    }

    [Theory]
    [InlineData(nameof(StoreMode.Away), false)]
    [InlineData(nameof(StoreMode.ReadOnly), false)]
    [InlineData(nameof(StoreMode.Broken), false)]
    [InlineData(nameof(StoreMode.ReadOnly), true)]
    public async Task While_the_store_cannot_write_logout_is_accepted_held_here_and_repeated_until_it_is_done(string mode, bool cached)
    {
        await using TestApp app = await new TestApp { Store = cached ? new CachedSwitchStore() : new SwitchStore() }.StartAsync();
        string cookie = await app.LoginAsync();
        await app.GetAsync("/private", cookie);
        app.Switch.Mode = Enum.Parse<StoreMode>(mode);

        using HttpResponseMessage answer = await app.PostAsync("/auth/logout", cookie);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([Deletion], TestApp.SetCookies(answer));

        // Also when the cache has it, or reads it again meanwhile.
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());

        app.Switch.Mode = StoreMode.Works;
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
        await RepeatAsync(app);
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
        Assert.Equal(EndReason.LoggedOut, (await app.Switch.Inner.FindAsync(DigestOf(cookie), TestContext.Current.CancellationToken)).Ended);
    }

    [Fact]
    public async Task Logout_everywhere_while_the_store_is_away_ends_all_when_it_is_back_but_not_a_later_login()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string phone = await app.LoginAsync("ada"), laptop = await app.LoginAsync("ada"), other = await app.LoginAsync("bob");
        app.Switch.Mode = StoreMode.Away;
        Assert.Equal(HttpStatusCode.Accepted, (await app.PostAsync("/auth/logout?all=true", phone)).StatusCode);
        Assert.Equal("revoked", await (await app.GetAsync("/private", phone)).CodeAsync());

        app.Switch.Mode = StoreMode.Works;
        await TestClock.TickAsync();
        string later = await app.LoginAsync("ada");
        await RepeatAsync(app);

        Assert.Equal("revoked", await (await app.GetAsync("/private", phone)).CodeAsync());
        Assert.Equal("revoked", await (await app.GetAsync("/private", laptop)).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", later)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", other)).StatusCode);
    }

    [Fact]
    public async Task A_form_is_sent_on_to_where_it_asked()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        using var form = new FormUrlEncodedContent([new("return", "/shop?page=2")]);

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Post, "/auth/logout", cookie, form, Browser.Navigates());

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/shop?page=2&done=logged-out", answer.Headers.Location?.OriginalString);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/caf\u00e9")]
    [InlineData("/a\r\nSet-Cookie: b=c")]
    public async Task A_form_is_not_sent_to_another_site_nor_breaks_the_answer(string target)
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();
        using var form = new FormUrlEncodedContent([new("return", target)]);

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Post, "/auth/logout", cookie, form, Browser.Navigates());

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/?done=logged-out", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_logout_that_another_site_began_is_refused()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();

        using HttpResponseMessage answer = await app.PostAsync("/auth/logout", cookie, ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal("csrf_cross_site", await answer.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", cookie)).StatusCode);
    }

    // Housekeeping may have taken them up at this moment; then it is waited for.
    private static async Task RepeatAsync(TestApp app)
    {
        SessionEngine engine = app.Services.GetRequiredService<SessionEngine>();
        await engine.RetryPendingAsync();
        await Until.TrueAsync(() => engine.PendingCount == 0);
    }

    private static SessionDigest DigestOf(string cookie)
    {
        Assert.True(SessionId.TryParse(cookie.AsSpan("session_id=".Length), out SessionId id));
        return id.Digest();
    }
}
