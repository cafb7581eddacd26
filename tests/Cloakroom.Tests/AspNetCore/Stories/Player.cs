using System.Net;
using System.Text;
using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore.Stories;

/// <summary>Plays a story over HTTP and holds every answer against what must be true of the ticket shown.</summary>
internal sealed class Player(TestApp app, FakeClock clock)
{
    // The first answers with the user's number, the last is open to everybody.
    public static readonly string[] Paths = ["/private", "/auth/session", "/auth/sessions", "/auth/data/cart", "/public"];

    private readonly List<Ticket> _tickets = [];

    // Logouts everywhere of a live session while nobody could be recognised.
    private readonly HashSet<int> _doomedUsers = [];

    private bool Works => app.Switch.Mode == StoreMode.Works;

    public async Task PlayAsync(Story story)
    {
        foreach (Step step in story.Steps)
        {
            // A login and a logout in one millisecond count as simultaneous; that is not what is told here.
            clock.Advance(TimeSpan.FromMilliseconds(2));
            await (step switch
            {
                Step.Login login => LoginAsync(login.User, Find(login.Ticket)),
                Step.Read read => ReadAsync(Find(read.Ticket), Paths[read.Path], read.Navigates),
                Step.Write write => WriteAsync(Find(write.Ticket)),
                Step.Logout logout => LogoutAsync(Find(logout.Ticket), logout.Everywhere),
                Step.Switch s => SwitchAsync(s.Mode),
                Step.Wait wait => Do(() => clock.Advance(TimeSpan.FromSeconds(wait.Seconds))),
                Step.Repeat => RepeatAsync(),
                _ => throw new InvalidOperationException($"{step}"),
            });
        }
    }

    // The story goes on when the application has noticed that the store is back.
    private async Task SwitchAsync(StoreMode mode)
    {
        app.Switch.Mode = mode;
        SessionEngine engine = app.Services.GetRequiredService<SessionEngine>();
        while (mode is StoreMode.Works or StoreMode.ReadOnly && !engine.IsStoreThere)
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1);
        }
    }

    private async Task LoginAsync(int user, Ticket? shown)
    {
        using HttpResponseMessage answer = await app.PostAsync($"/login?user={user}", shown?.Cookie);
        if (!Works)
        {
            await UnavailableAsync(answer);
            return;
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string cookie = TestApp.CookieOf(answer) ?? "";
        Assert.DoesNotContain(_tickets, t => t.Cookie == cookie);
        End(shown);
        _tickets.Add(new(cookie, user));
    }

    private async Task ReadAsync(Ticket? ticket, string path, bool navigates)
    {
        int calls = app.Switch.Calls;
        using HttpResponseMessage answer = await app.GetAsync(path, ticket?.Cookie, navigates ? Browser.Navigates() : Browser.Fetches());

        Assert.Empty(TestApp.SetCookies(answer));
        if (path == Paths[^1])
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return;
        }

        Assert.Equal("no-store", answer.Header("Cache-Control"));
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.NotFound:
                Assert.NotEqual(Fate.Over, ticket?.Fate ?? Fate.Over);
                if (path == Paths[0])
                {
                    Assert.Equal($"{ticket?.User}", await answer.TextAsync());
                }

                break;
            case HttpStatusCode.ServiceUnavailable:
                Assert.False(Works);
                Assert.NotNull(ticket);
                Assert.Equal("1", answer.Header("Retry-After"));
                Assert.Null(answer.Headers.Location);
                break;
            default:
                // 401, or the way to the login.
                Assert.NotEqual(Fate.Live, ticket?.Fate ?? Fate.Over);
                Assert.Equal(navigates && path == Paths[0] ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized, answer.StatusCode);
                break;
        }

        if (ticket is null)
        {
            Assert.Equal(calls, app.Switch.Calls);
        }
    }

    private async Task WriteAsync(Ticket? ticket)
    {
        using var value = new StringContent("[1]", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Put, "/auth/data/cart", ticket?.Cookie, value);

        switch (answer.StatusCode)
        {
            case HttpStatusCode.NoContent:
                Assert.True(Works);
                Assert.NotEqual(Fate.Over, ticket?.Fate ?? Fate.Over);
                break;
            case HttpStatusCode.ServiceUnavailable:
                Assert.False(Works);
                await UnavailableAsync(answer);
                break;
            default:
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Assert.NotEqual(Fate.Live, ticket?.Fate ?? Fate.Over);
                break;
        }
    }

    private async Task LogoutAsync(Ticket? ticket, bool everywhere)
    {
        // Whether the application knows whose ticket it is decides what "everywhere" can mean at once.
        bool known = ticket is not null && (await app.GetAsync("/auth/session", ticket.Cookie)).StatusCode == HttpStatusCode.OK;
        using HttpResponseMessage answer = await app.PostAsync(everywhere ? "/auth/logout?all=true" : "/auth/logout", ticket?.Cookie);

        Assert.Equal(ticket is null || Works ? HttpStatusCode.NoContent : HttpStatusCode.Accepted, answer.StatusCode);
        if (ticket is null)
        {
            Assert.Empty(TestApp.SetCookies(answer));
            return;
        }

        Assert.Contains("Max-Age=0", Assert.Single(TestApp.SetCookies(answer)), StringComparison.Ordinal);
        if (everywhere && known)
        {
            _tickets.Where(t => t.User == ticket.User).ToList().ForEach(End);
        }
        else if (everywhere && ticket.Fate != Fate.Over && !Works)
        {
            Doom(ticket);
        }

        End(ticket);
    }

    private void Doom(Ticket ticket)
    {
        if (ticket.Fate == Fate.Live)
        {
            _doomedUsers.Add(ticket.User);
        }

        foreach (Ticket other in _tickets.Where(t => t.User == ticket.User && t.Fate == Fate.Live))
        {
            other.Fate = Fate.Doomed;
        }
    }

    private async Task RepeatAsync()
    {
        await app.Services.GetRequiredService<SessionEngine>().RetryPendingAsync();
        if (Works)
        {
            Assert.Equal(0, app.Services.GetRequiredService<SessionEngine>().PendingCount);
            _tickets.Where(t => t.Fate == Fate.Doomed && _doomedUsers.Contains(t.User)).ToList().ForEach(End);
            _doomedUsers.Clear();
        }
    }

    private static async Task UnavailableAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("store_unavailable", await answer.CodeAsync());
        Assert.Empty(TestApp.SetCookies(answer));
    }

    private static void End(Ticket? ticket)
    {
        if (ticket is not null)
        {
            ticket.Fate = Fate.Over;
        }
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private Ticket? Find(int number) => number < 0 || _tickets.Count == 0 ? null : _tickets[number % _tickets.Count];
}
