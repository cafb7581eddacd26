using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>What an application is told of sessions, and that it cannot do any harm by it.</summary>
public sealed class SessionHooksTests
{
    [Fact]
    public async Task An_application_is_told_of_logins_and_of_every_way_to_end_a_session()
    {
        var diary = new Diary();
        await using TestApp app = await StartAsync(diary);
        string one = await app.LoginAsync("ada"), two = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");
        using HttpResponseMessage logout = await app.SendAsync(HttpMethod.Post, "/auth/logout", one, null, ("Origin", "http://localhost")), others = await app.SendAsync(HttpMethod.Delete, "/auth/sessions", two, null, ("Origin", "http://localhost"));
        await using (AsyncServiceScope scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<ISessions>().EndUserAsync("bob", EndReason.UserDisabled);
        }

        Assert.Equal(["began ada", "began ada", "began bob", "ended ada LoggedOut 1 one", "ended bob UserDisabled 1 all"], diary.Lines);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.GetAsync("/private", bob)).StatusCode);
    }

    [Fact]
    public async Task A_hook_that_throws_or_never_returns_fails_nobody()
    {
        var diary = new Diary();
        await using TestApp app = await StartAsync(new Broken(), new Stuck(), diary);
        string cookie = await app.LoginAsync("ada");
        using HttpResponseMessage logout = await app.SendAsync(HttpMethod.Post, "/auth/logout", cookie, null, ("Origin", "http://localhost"));
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.Equal(["began ada", "ended ada LoggedOut 1 one"], diary.Lines);
        Assert.Contains(app.Logs.Lines, l => l.Text.Contains("A hook of the application failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Roles_that_change_are_those_of_all_live_sessions_of_the_user()
    {
        await using TestApp app = await StartAsync();
        string one = await app.LoginAsync("ada"), two = await app.LoginAsync("ada"), bob = await app.LoginAsync("bob");
        await using AsyncServiceScope scope = app.Services.CreateAsyncScope();
        ISessions sessions = scope.ServiceProvider.GetRequiredService<ISessions>();
        var user = new SessionUser("ada") { Roles = ["staff"] };
        Assert.Equal(2, await sessions.UpdateUserAsync(user, TestContext.Current.CancellationToken));
        Assert.Equal(0, await sessions.UpdateUserAsync(user, TestContext.Current.CancellationToken));
        Assert.Equal(["staff", "staff", ""], [await RolesAsync(app, one), await RolesAsync(app, two), await RolesAsync(app, bob)]);
    }

    [Fact]
    public async Task A_change_of_the_account_while_somebody_logs_in_is_not_missed()
    {
        var users = new Users { Roles = ["staff"] };
        await using TestApp app = await new TestApp { Build = b => b.Services.AddSingleton<IRefreshUsers>(users) }.StartAsync();
        Assert.Equal("staff", await RolesAsync(app, await app.LoginAsync("ada")));
        users.IsGone = true;
        using HttpResponseMessage refused = await app.SendAsync(HttpMethod.Post, "/login?user=ada");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Null(TestApp.CookieOf(refused));
    }

    private static Task<TestApp> StartAsync(params ISessionHooks[] hooks) => new TestApp
    {
        Build = b =>
        {
            foreach (ISessionHooks hook in hooks)
            {
                b.Services.AddSingleton(hook);
            }
        },
    }.StartAsync();

    private static async Task<string> RolesAsync(TestApp app, string cookie)
    {
        using HttpResponseMessage answer = await app.GetAsync("/auth/session", cookie);
        return string.Join(' ', System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .RootElement.GetProperty("user").GetProperty("roles").EnumerateArray().Select(r => r.GetString()));
    }

    private sealed class Diary : ISessionHooks
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ValueTask BeganAsync(Session session, CancellationToken cancellationToken)
        {
            Lines.Enqueue($"began {session.UserId}");
            return ValueTask.CompletedTask;
        }

        public ValueTask EndedAsync(SessionEnd end, CancellationToken cancellationToken)
        {
            Lines.Enqueue($"ended {end.UserId} {end.Why} {end.Count} {(end.Session is null ? "all" : "one")}");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Broken : ISessionHooks
    {
        public ValueTask BeganAsync(Session session, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");

        public ValueTask EndedAsync(SessionEnd end, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");
    }

    private sealed class Stuck : ISessionHooks
    {
        public async ValueTask BeganAsync(Session session, CancellationToken cancellationToken) => await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }

    private sealed class Users : IRefreshUsers
    {
        public string[] Roles { get; init; } = [];

        public bool IsGone { get; set; }

        public ValueTask<SessionUser?> FindAsync(string userId, CancellationToken cancellationToken) =>
            new(IsGone ? null : new SessionUser(userId) { Roles = [.. Roles] });
    }
}
