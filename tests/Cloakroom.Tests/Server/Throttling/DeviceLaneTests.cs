using System.Data.Common;
using System.Net;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Throttling;
using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Throttling;

/// <summary>A browser that an account was logged in with has a count of its own.</summary>
public sealed class DeviceLaneTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _server = await RunningServer.WithAccountAsync(s => s.AddSingleton<TimeProvider>(_clock));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task Who_burns_the_tries_of_a_name_does_not_lock_out_the_owner_on_a_known_browser()
    {
        using HttpClient own = Browser();
        await InAsync(own);
        await BurnAsync(LoginThrottle.MaxFailures);
        using HttpResponseMessage stranger = await Server.LoginAsync();
        Assert.Equal((HttpStatusCode.TooManyRequests, "86400"), (stranger.StatusCode, stranger.Headers.RetryAfter?.ToString()));
        await InAsync(own);
        // The owner was here: the name is open again.
        using HttpResponseMessage elsewhere = await Server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Without_a_known_browser_the_hundredth_failure_closes_the_name_for_good()
    {
        await BurnAsync(LoginThrottle.MaxFailures);
        _clock.Advance(TimeSpan.FromDays(2));
        using HttpResponseMessage later = await Server.LoginAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, later.StatusCode);
        Assert.Contains("by mail", (await later.JsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Server.Services.GetRequiredService<LoginThrottle>().Reopen(Name(RunningServer.Email));
        using HttpResponseMessage reopened = await Server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, reopened.StatusCode);
    }

    [Fact]
    public async Task A_stolen_cookie_gives_the_tries_of_its_lane_and_no_more()
    {
        using HttpClient own = Browser();
        string stolen = await InAsync(own);
        int[] statuses = [.. await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (int)(await TryAsync(stolen, "not the password")).StatusCode))];
        Assert.InRange(statuses.Count(s => s == 401), 1, LoginThrottle.FreeFailures);
        using HttpResponseMessage right = await TryAsync(stolen, RunningServer.Password), other = await Server.LoginAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        // The lane of the name is another.
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_cookie_of_another_account_or_an_altered_one_opens_no_lane()
    {
        using HttpResponseMessage registered = await Server.RegisterAsync("bob@example.org");
        using HttpClient bob = Browser();
        string his = await InAsync(bob, "bob@example.org"), hers = await InAsync(bob);
        string own = hers["device=".Length..].Split('.')[0];
        await BurnAsync(LoginThrottle.FreeFailures);
        string altered = (own[0] == 'A' ? "B" : "A") + own[1..];
        foreach (string shown in new[] { his, $"device={altered}", $"device={own}x", $"device={own}.", $"device={own}; device={own}", "device=" })
        {
            using HttpResponseMessage refused = await TryAsync(shown, RunningServer.Password);
            Assert.True(refused.StatusCode == HttpStatusCode.TooManyRequests, shown);
        }

        using HttpResponseMessage good = await TryAsync($"device={own}", RunningServer.Password);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task Four_accounts_may_share_a_browser_and_the_fifth_takes_the_place_of_the_oldest()
    {
        using HttpClient family = Browser();
        string[] names = [.. Enumerable.Range(0, 5).Select(i => $"member{i}@example.org")];
        string cookie = "";
        foreach (string name in names)
        {
            using HttpResponseMessage registered = await Server.RegisterAsync(name);
            cookie = await InAsync(family, name);
        }

        Assert.Equal(4, cookie.Split('.').Length);
        Assert.Equal([false, true, true, true, true], names.Select(n => IsKnown(cookie, n)));
        // Again at the front, with the same number: its count is the same.
        string again = await InAsync(family, names[1]);
        Assert.Equal(cookie["device=".Length..].Split('.')[3][..21], again["device=".Length..].Split('.')[0][..21]);
    }

    [Fact]
    public async Task This_was_not_me_makes_every_browser_unknown()
    {
        using HttpClient own = Browser();
        string cookie = await InAsync(own);
        Assert.True(IsKnown(cookie, RunningServer.Email));
        Server.Services.GetRequiredService<Devices>().Forget(IdOf(RunningServer.Email));
        Assert.False(IsKnown(cookie, RunningServer.Email));
        Assert.True(IsKnown(await InAsync(own), RunningServer.Email));
    }

    [Fact]
    public async Task A_login_from_an_unknown_browser_is_told_but_not_the_first_of_all()
    {
        using HttpClient first = Browser(), second = Browser();
        await InAsync(first);
        Assert.Equal(0, Told());
        await InAsync(first);
        Assert.Equal(0, Told());
        await InAsync(second);
        Assert.Equal(1, Told());
        await InAsync(second);
        await InAsync(first);
        Assert.Equal(1, Told());
        using HttpResponseMessage program = await Server.LoginAsync(carrier: "token");
        Assert.Equal((2, null), (Told(), program.Cookie()));
    }

    [Fact]
    public async Task The_cookie_logs_nobody_in()
    {
        using HttpClient own = Browser();
        string cookie = await InAsync(own);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/session");
        request.Headers.Add("Cookie", cookie);
        using HttpClient thief = Server.Client();
        using HttpResponseMessage answer = await thief.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("no_credentials", await answer.CodeAsync());
    }

    // As a page of this origin asks.
    private HttpClient Browser()
    {
        HttpClient browser = Server.Browser();
        browser.DefaultRequestHeaders.Add("Origin", Server.Url.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    // Logs in and gives the cookie as the next request shows it.
    private static async Task<string> InAsync(HttpClient browser, string email = RunningServer.Email)
    {
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", $$"""{"email":"{{email}}","password":"{{RunningServer.Password}}"}""");
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        return login.Headers.GetValues("Set-Cookie").Single(l => l.StartsWith("device=", StringComparison.Ordinal)).Split(';')[0];
    }

    private async Task<HttpResponseMessage> TryAsync(string cookie, string password)
    {
        using HttpClient client = Server.Client();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return await client.JsonAsync("/auth/login", $$"""{"email":"{{RunningServer.Email}}","password":"{{password}}"}""");
    }

    // The last of them over the wire; the waits between the others would be a day.
    private async Task BurnAsync(int times)
    {
        using HttpResponseMessage first = await Server.LoginAsync(password: "not the password");
        using (DbConnection connection = Server.Services.GetRequiredService<AccountsDatabase>().OpenQuick())
        {
            Assert.Equal(1, connection.Run("UPDATE login_failures SET Failures = $1", times - 1));
        }

        using HttpResponseMessage last = await Server.LoginAsync(password: "not the password");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (first.StatusCode, last.StatusCode));
    }

    private bool IsKnown(string cookie, string email)
    {
        Device[] shown = [.. cookie["device=".Length..].Split('.').Select(t => Device.Read(System.Buffers.Text.Base64Url.DecodeFromChars(t))).OfType<Device>()];
        return Server.Services.GetRequiredService<Devices>().Find(shown, IdOf(email)) is not null;
    }

    private string IdOf(string email)
    {
        using DbConnection connection = Server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        return connection.Scalar("SELECT Id FROM accounts WHERE Email = $1", email) as string ?? "";
    }

    private long Told()
    {
        using DbConnection connection = Server.Services.GetRequiredService<AccountsDatabase>().OpenQuick();
        return (long)(connection.Scalar("SELECT count(*) FROM events WHERE Kind = 'new_device'") ?? 0L);
    }

    private static EmailAddress Name(string text) => EmailAddress.TryParse(text, out EmailAddress? name) ? name : throw new ArgumentException(text, nameof(text));
}
