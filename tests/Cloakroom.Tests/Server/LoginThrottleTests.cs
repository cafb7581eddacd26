using System.Data.Common;
using System.Net;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Throttling;
using Cloakroom.Testing;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Tests.Server;

public sealed class LoginThrottleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-test-");
    private readonly FakeClock _clock = new();
    private readonly SqliteAccounts _database;
    private readonly LoginThrottle _throttle;
    private readonly Lane _ada = Name("ada@example.org"), _bob = Name("bob@example.org");

    public LoginThrottleTests()
    {
        _database = new SqliteAccounts(Path.Combine(_folder.FullName, "accounts.db"));
        _database.Prepare();
        _throttle = Throttle(_database);
    }

    [Fact]
    public void Five_failures_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour()
    {
        int[] waits = [.. Enumerable.Range(0, 17).Select(_ => Fail(_ada))];
        Assert.Equal([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900], waits);
    }

    [Fact]
    public void Who_waits_may_not_begin_and_does_not_make_it_worse()
    {
        FailTimes(_ada, LoginThrottle.FreeFailures);
        Assert.Equal(TimeSpan.FromSeconds(1), _throttle.Begin(_ada));
        Assert.Equal(TimeSpan.FromSeconds(1), _throttle.Wait(_ada));
        Assert.Null(_throttle.Begin(_bob));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_throttle.Wait(_ada));
        Assert.Null(_throttle.Begin(_ada));
    }

    [Fact]
    public void Success_forgets_everything()
    {
        FailTimes(_ada, LoginThrottle.FreeFailures - 1);
        Assert.Null(_throttle.Begin(_ada));
        _throttle.Succeeded(_ada);
        Assert.Equal(0, Fail(_ada));
    }

    [Fact]
    public void A_day_later_the_count_starts_anew()
    {
        FailTimes(_ada, LoginThrottle.FreeFailures + 3);
        _clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(0, Fail(_ada));
    }

    [Fact]
    public void The_hundredth_failure_without_a_day_between_closes_the_name_until_somebody_opens_it()
    {
        int[] waits = [.. Enumerable.Range(0, LoginThrottle.MaxFailures).Select(_ => Fail(_ada))];
        Assert.Equal((900, 86_400), (waits[^2], waits[^1]));
        _clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal(LoginThrottle.Closed, _throttle.Begin(_ada));
        // What is swept with time is not this.
        Assert.All(Enumerable.Range(0, 300), i => Assert.Null(_throttle.Begin(Name($"nobody{i}@example.org"))));
        Assert.Equal(LoginThrottle.Closed, _throttle.Wait(_ada));
        _throttle.Reopen(_ada.Name);
        Assert.Null(_throttle.Wait(_ada));
        Assert.Equal(0, Fail(_ada));
    }

    [Fact]
    public void Case_makes_no_other_name()
    {
        FailTimes(_ada, LoginThrottle.FreeFailures);
        Assert.NotNull(_throttle.Begin(Name("ADA@example.ORG")));
    }

    [Fact]
    public void The_count_survives_a_restart()
    {
        FailTimes(_ada, LoginThrottle.FreeFailures);
        Assert.NotNull(Throttle(new SqliteAccounts(_database.Place)).Begin(_ada));
    }

    [Fact]
    public void A_clock_that_was_set_back_locks_nobody_out()
    {
        FailTimes(_ada, LoginThrottle.FreeFailures + 2);
        _clock.SetUtcNow(_clock.GetUtcNow() - TimeSpan.FromDays(365));
        Assert.Null(_throttle.Begin(_ada));
    }

    [Fact]
    public void Side_by_side_no_more_begin_than_one_after_another()
    {
        int begun = 0;
        Thread[] racers = [.. Enumerable.Range(0, 10).Select(_ => new Thread(() =>
        {
            try
            {
                _ = _throttle.Begin(_ada) is null ? Interlocked.Increment(ref begun) : 0;
            }
            catch (SqliteException busy) when (AccountsDatabase.IsUnavailable(busy))
            {
                // Waited too long for the file; has not begun.
            }
        }))];
        using (DbConnection writer = _database.OpenQuick())
        using (DbTransaction held = writer.BeginTransaction())
        {
            Array.ForEach(racers, r => r.Start());
            // Time for all of them to come as far as they can without the lock. Too short, and the test sees less; it never fails for it.
            Array.ForEach(racers, r => r.Join(TimeSpan.FromMilliseconds(20)));
        }

        Array.ForEach(racers, r => r.Join());
        Assert.InRange(begun, 1, LoginThrottle.FreeFailures);
    }

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("nobody@example.org")]
    public async Task Known_or_not_the_sixth_try_is_told_to_wait(string email)
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: Clock);
        using HttpResponseMessage registered = await server.RegisterAsync("ada@example.org");
        for (int i = 0; i < LoginThrottle.FreeFailures; i++)
        {
            using HttpResponseMessage wrong = await server.LoginAsync(email, "not the password");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        // The right password too: it is not even looked at.
        using HttpResponseMessage blocked = await server.LoginAsync(email);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_attempts"), (blocked.StatusCode, await blocked.CodeAsync()));
        Assert.Equal("1", blocked.Headers.RetryAfter?.ToString());
        _clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage later = await server.LoginAsync(email);
        Assert.Equal(email == "ada@example.org" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public async Task Of_fifty_tries_at_once_five_reach_the_password()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: Clock);
        using HttpResponseMessage registered = await server.RegisterAsync();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.LoginAsync(password: "not the password")));
        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized), 1, LoginThrottle.FreeFailures);
        Assert.All(answers, a => Assert.Contains(a.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable }));
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Clock(Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(services, _clock);

    // Fails once as soon as it may; returns the wait in seconds that follows.
    private int Fail(Lane name)
    {
        _clock.Advance(_throttle.Wait(name) ?? TimeSpan.Zero);
        Assert.Null(_throttle.Begin(name));
        _throttle.Failed(name, known: true);
        return (int)(_throttle.Wait(name)?.TotalSeconds ?? 0);
    }

    private void FailTimes(Lane name, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Fail(name);
        }
    }

    private LoginThrottle Throttle(AccountsDatabase database) => new(database, new AddressThrottle(database, new ServerOptions { TriesPerAddress = 1000 }, _clock), _clock);

    private static Lane Name(string text) =>
        EmailAddress.TryParse(text, out EmailAddress? name) ? Lane.Of(name, ClientAddress.Of(IPAddress.Loopback)) : throw new ArgumentException(text, nameof(text));
}
