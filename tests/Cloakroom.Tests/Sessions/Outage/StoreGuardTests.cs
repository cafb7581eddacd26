using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore;

namespace Cloakroom.Tests.Sessions.Outage;

public sealed class StoreGuardTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly SwitchStore _store = new();
    private readonly List<StoreNews> _news = [];
    private readonly StoreGuard _guard;

    public StoreGuardTests() => _guard = new StoreGuard(_store, _clock, _news.Add);

    public void Dispose() => _guard.Dispose();

    [Theory]
    [InlineData(nameof(StoreMode.Away))]
    [InlineData(nameof(StoreMode.Broken))]
    [InlineData(nameof(StoreMode.Hangs))]
    public async Task A_lone_caller_suffices_to_know_within_a_second_and_nobody_to_know_that_it_is_over(string mode)
    {
        _store.Mode = Enum.Parse<StoreMode>(mode);
        Task failing = FindAsync();
        await PassAwaitedAsync(TimeSpan.FromMilliseconds(950), () => false);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => failing);

        Assert.True(_guard.Breaker.IsOpen);
        Assert.Single(_news.OfType<StoreNews.Away>());
        int calls = _store.Calls;
        StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(FindAsync);
        Assert.False(refused.WasAsked);
        Assert.Equal(calls, _store.Calls);

        _store.Mode = StoreMode.Works;
        await PassAwaitedAsync(TimeSpan.FromMilliseconds(950), () => !_guard.Breaker.IsOpen);
        Assert.False(_guard.Breaker.IsOpen);
        Assert.Single(_news.OfType<StoreNews.Recovered>());
        Assert.Equal(2, _guard.Breaker.Transitions);
    }

    [Fact]
    public async Task Without_a_failure_nobody_probes_and_after_the_recovery_nobody_goes_on()
    {
        await FindAsync();
        await PassAsync(TimeSpan.FromSeconds(2), () => false);
        Assert.Equal(1, _store.Calls);

        _store.Mode = StoreMode.Away;
        await Assert.ThrowsAsync<StoreUnavailableException>(FindAsync);
        _store.Mode = StoreMode.Works;
        await PassAsync(TimeSpan.FromSeconds(1), () => false);
        int calls = _store.Calls;
        await PassAsync(TimeSpan.FromSeconds(2), () => false);
        Assert.Equal(calls, _store.Calls);
        Assert.Empty(_news.OfType<StoreNews.Away>());
    }

    [Fact]
    public async Task A_store_that_fails_for_writes_alone_is_still_read()
    {
        _store.Mode = StoreMode.ReadOnly;
        for (int i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(SweepAsync);
            await PassAwaitedAsync(TimeSpan.FromMilliseconds(100), () => false);
        }

        Assert.False(_guard.Breaker.IsOpen);
        await FindAsync();
    }

    [Fact]
    public async Task Misuse_and_a_caller_who_leaves_are_no_failures()
    {
        using var gone = new CancellationTokenSource();
        _store.Mode = StoreMode.Hangs;
        Task asked = _guard.AskAsync("find", _store, SessionId.Create().Digest(), static (s, d, c) => s.FindAsync(d, c), StoreGuard.Read, gone.Token).AsTask();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Assert.ThrowsAsync<ArgumentException>(async () => await _guard.AskAsync(
            "find", _store, 0, static ValueTask<int> (_, question, _) => throw new ArgumentException("misuse", nameof(question)), StoreGuard.Read, CancellationToken.None));
        Assert.Empty(_news);
    }

    [Fact]
    public async Task What_fails_after_nobody_waits_any_more_is_nobodys_concern()
    {
        var late = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> asked = _guard.AskAsync("find", _store, late, static (_, l, _) => new ValueTask<int>(l.Task), StoreGuard.Write, CancellationToken.None).AsTask();
        _clock.Advance(StoreGuard.Write);

        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<StoreUnavailableException>(() => asked)).InnerException);
        late.SetException(new InvalidOperationException("late"));
        Assert.Single(_news.OfType<StoreNews.Failed>());
    }

    private Task FindAsync() => new GuardedStore(_store, _guard).FindAsync(SessionId.Create().Digest(), CancellationToken.None).AsTask();

    private Task SweepAsync() => new GuardedStore(_store, _guard).SweepAsync(_clock.GetUtcNow(), 1, CancellationToken.None).AsTask();

    // In small steps, so that what runs on other threads keeps up with the clock.
    private async Task PassAsync(TimeSpan time, Func<bool> until)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time && !until(); passed += TimeSpan.FromMilliseconds(10))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    // The same while a call or the probe goes on, however long the machine takes to run what comes after a timer.
    private async Task PassAwaitedAsync(TimeSpan time, Func<bool> until)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time && !until(); passed += TimeSpan.FromMilliseconds(10))
        {
            await Until.TrueAsync(() => _clock.IsAwaited || until());
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    }
}
