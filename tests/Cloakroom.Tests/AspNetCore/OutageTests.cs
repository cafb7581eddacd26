using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Invariant 3: an outage is not a logout.</summary>
public sealed class OutageTests
{
    public static TheoryData<string> Modes { get; } = [nameof(StoreMode.Away), nameof(StoreMode.Broken)];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Whoever_needs_a_session_gets_503_and_keeps_the_cookie(string mode)
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        app.Switch.Mode = Enum.Parse<StoreMode>(mode);

        await AssertUnavailableAsync(await app.GetAsync("/private", cookie));
        await AssertUnavailableAsync(await app.GetAsync("/auth/session", cookie));
        await AssertUnavailableAsync(await app.GetAsync("/auth/sessions", cookie));
        await AssertUnavailableAsync(await app.GetAsync("/auth/data/cart", cookie));
        await AssertUnavailableAsync(await app.GetAsync("/auth/csrf", cookie));
        await AssertUnavailableAsync(await app.PostAsync("/login?user=42", cookie));
        await AssertUnavailableAsync(await app.PostAsync("/login?user=42"));
        await AssertUnavailableAsync(await app.SendAsync(HttpMethod.Delete, "/auth/sessions", cookie));

        app.Switch.Mode = StoreMode.Works;
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", cookie)).StatusCode);
    }

    [Fact]
    public async Task A_navigation_gets_a_page_with_503_and_is_not_sent_to_the_login()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        app.Switch.Mode = StoreMode.Away;

        using HttpResponseMessage answer = await app.GetAsync("/private", cookie, Browser.Navigates());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.Null(answer.Headers.Location);
        Assert.Empty(TestApp.SetCookies(answer));
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_is_open_to_everybody_stays_open()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        app.Switch.Mode = StoreMode.Away;

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/public", cookie)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/public")).StatusCode);
    }

    [Fact]
    public async Task An_unsafe_request_does_not_go_on_as_nobody()
    {
        bool reached = false;
        await using TestApp app = await new TestApp { Map = a => a.MapPost("/comment", () => reached = true) }.StartAsync();
        string cookie = await app.LoginAsync();
        app.Switch.Mode = StoreMode.Away;

        await AssertUnavailableAsync(await app.PostAsync("/comment", cookie));

        Assert.False(reached);
    }

    [Fact]
    public async Task Asking_for_the_current_session_is_503_and_not_nobody()
    {
        await using TestApp app = await new TestApp
        {
            Map = a =>
            {
                a.MapGet("/current", (ISessions sessions) => sessions.Current?.UserId ?? "nobody");
                a.MapGet("/list", async (ISessions sessions) => (await sessions.ListAsync()).Count);
                a.MapGet("/typed", (Session session) => session.UserId);
                a.MapGet("/data", async (SessionData data) => await data.GetAsync<string>("key"));
            },
        }.StartAsync();
        string cookie = await app.LoginAsync();
        app.Switch.Mode = StoreMode.Away;

        foreach (string path in (string[])["/current", "/list", "/typed", "/data"])
        {
            await AssertUnavailableAsync(await app.GetAsync(path, cookie));
        }
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_takes_back_the_cookie_that_was_to_be_set()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/login-then-fail", async (ISessions sessions) =>
            {
                await sessions.SignInAsync(new SessionUser("42"));
                throw new StoreUnavailableException("later");
            }),
        }.StartAsync();

        await AssertUnavailableAsync(await app.PostAsync("/login-then-fail"));
    }

    [Fact]
    public async Task A_mistake_of_the_application_is_not_taken_for_an_outage()
    {
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            Map = a =>
            {
                a.MapGet("/mistake", string () => throw new NotSupportedException("of the application"));
                a.MapPost("/long-name", async (ISessions sessions) => await sessions.SignInAsync(new SessionUser(new string('x', 257))));
            },
        }.StartAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.GetAsync("/mistake")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.PostAsync("/long-name")).StatusCode);
    }

    [Fact]
    public async Task The_log_says_once_that_the_store_is_away_and_why_and_once_that_it_is_back()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string cookie = await app.LoginAsync();
        app.Switch.Mode = StoreMode.Broken;
        await app.GetAsync("/private", cookie);
        await Until.TrueAsync(() => app.Logs.Bad.Any());
        await AssertUnavailableAsync(await app.GetAsync("/private", cookie));
        app.Switch.Mode = StoreMode.Works;
        await Until.TrueAsync(() => app.Logs.Lines.Any(l => l.Text.StartsWith("The session store answers again", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", cookie)).StatusCode);
        LogLine line = Assert.Single(app.Logs.Bad);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.IsType<NotSupportedException>(line.Exception);
    }

    [Fact]
    public async Task Safe_requests_of_known_sessions_go_on_and_say_how_old_their_knowledge_is()
    {
        var store = new CachedSwitchStore();
        await using TestApp app = await new TestApp { Store = store, Options = o => o.Session.FailStatic = TimeSpan.FromMinutes(5) }.StartAsync();
        string cookie = await app.LoginAsync();
        Assert.Empty((await app.GetAsync("/private", cookie)).Header("Session-Stale"));
        (store.IsFresh, store.Mode) = (false, StoreMode.Away);

        using HttpResponseMessage answer = await app.GetAsync("/private", cookie);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(answer.Header("Session-Stale"));
        Assert.Empty(TestApp.SetCookies(answer));
        await AssertUnavailableAsync(await app.SendAsync(HttpMethod.Delete, "/auth/sessions", cookie));
        await AssertUnavailableAsync(await app.GetAsync("/private", cookie, ("Upgrade", "websocket"), ("Sec-Fetch-Site", "same-origin")));
        await AssertUnavailableAsync(await app.GetAsync("/auth/sessions", cookie));
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("store_unavailable", await answer.CodeAsync());
            Assert.Equal("1", answer.Header("Retry-After"));
            Assert.Empty(TestApp.SetCookies(answer));
        }
    }
}
