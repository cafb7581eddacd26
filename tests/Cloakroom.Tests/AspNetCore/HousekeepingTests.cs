using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.AspNetCore;

public sealed class HousekeepingTests
{
    [Fact]
    public async Task Pending_logouts_are_repeated_every_second_until_the_store_takes_them()
    {
        var clock = new FakeClock();
        await using TestApp app = await StartAsync(clock);
        string cookie = await app.LoginAsync();
        app.Switch.Mode = StoreMode.Away;
        await app.PostAsync("/auth/logout", cookie);
        SessionEngine engine = app.Services.GetRequiredService<SessionEngine>();

        int calls = app.Switch.Calls;
        await Until.TrueAsync(() => Tick(clock) && app.Switch.Calls > calls);
        Assert.Equal(1, engine.PendingCount);

        app.Switch.Mode = StoreMode.Works;
        await Until.TrueAsync(() => Tick(clock) && engine.PendingCount == 0);
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
    }

    [Fact]
    public async Task Pending_logouts_do_not_wait_for_a_sweep_that_has_much_to_forget()
    {
        var clock = new FakeClock();
        var store = new EndlessStore();
        await using TestApp app = await new TestApp { Store = store, Build = b => b.Services.AddSingleton<TimeProvider>(clock) }.StartAsync();
        string cookie = await app.LoginAsync();
        await Until.TrueAsync(() => Tick(clock) && store.Steps > 1);
        store.Mode = StoreMode.ReadOnly;
        await app.PostAsync("/auth/logout", cookie);
        SessionEngine engine = app.Services.GetRequiredService<SessionEngine>();
        Assert.Equal(1, engine.PendingCount);

        store.Mode = StoreMode.Works;
        await Until.TrueAsync(() => Tick(clock) && engine.PendingCount == 0);
        int steps = store.Steps;
        await Until.TrueAsync(() => Tick(clock) && store.Steps > steps);
    }

    [Theory]
    [InlineData(nameof(StoreMode.Away))]
    [InlineData(nameof(StoreMode.Broken))]
    public async Task A_store_that_fails_does_not_end_it(string mode)
    {
        var clock = new FakeClock();
        await using TestApp app = await StartAsync(clock);
        app.Switch.Mode = Enum.Parse<StoreMode>(mode);

        await Until.TrueAsync(() => Tick(clock) && app.Logs.Lines.Any(l => l.Text.StartsWith("Housekeeping failed", StringComparison.Ordinal)));
        int calls = app.Switch.Calls;
        await Until.TrueAsync(() => Tick(clock) && app.Switch.Calls > calls);
    }

    [Fact]
    public async Task At_the_end_they_are_tried_once_more_and_what_is_lost_is_told()
    {
        await using TestApp app = await StartAsync(new FakeClock());
        await app.LoginAsync();
        string lost = await app.LoginAsync();
        app.Switch.Mode = StoreMode.ReadOnly;
        await app.PostAsync("/auth/logout", lost);

        await app.StopAsync();

        LogLine line = Assert.Single(app.Logs.Lines, l => l.Level == LogLevel.Error);
        Assert.Equal("Logouts that could not be stored before the end: 1; those sessions live on until they expire", line.Text);
    }

    [Fact]
    public async Task An_application_that_is_disposed_of_without_being_stopped_ends_without_an_error()
    {
        TestApp app = await StartAsync(new FakeClock());

        await app.DisposeAsync();

        Assert.Empty(app.Logs.Bad);
    }

    private static Task<TestApp> StartAsync(FakeClock clock) =>
        new TestApp { Build = b => b.Services.AddSingleton<TimeProvider>(clock) }.StartAsync();

    private static bool Tick(FakeClock clock)
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        return true;
    }

    // There is always more that has expired.
    private sealed class EndlessStore : SwitchStore, ISessionStore
    {
        private int _steps;

        public int Steps => Volatile.Read(ref _steps);

        ValueTask<int> ISessionStore.SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _steps);
            return new(limit);
        }
    }
}
