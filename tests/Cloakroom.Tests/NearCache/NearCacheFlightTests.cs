namespace Cloakroom.Tests;

/// <summary>Misses of one session share one store call, which belongs to none of them.</summary>
public sealed class NearCacheFlightTests
{
    private readonly NearCache _cache = new(CacheCalls.Plenty);
    private readonly ScriptedStore _store = new();
    private readonly Ticket _ticket = Ticket.New();

    [Theory]
    [InlineData(CacheCalls.Plenty)]
    [InlineData(0)]
    public async Task Misses_at_the_same_time_make_one_store_call(long capacity)
    {
        var cache = new NearCache(capacity);
        Task<StoredSession>[] loads = [.. Enumerable.Range(0, 20).Select(i => cache.LoadAsync(_ticket, _store, keep: i % 2 == 0))];
        Assert.All(loads, load => Assert.False(load.IsCompleted));

        Assert.Single(_store.Calls).Return(_ticket.Record(version: 7));

        Assert.All(await Task.WhenAll(loads).Soon(), answer => Assert.Equal(7, answer.Session?.Version));
        Assert.Equal((1, 0), (cache.Loads, cache.Flights));
    }

    [Fact]
    public async Task Misses_of_two_sessions_make_two_store_calls()
    {
        var other = Ticket.New();
        Task<StoredSession> first = _cache.LoadAsync(_ticket, _store), second = _cache.LoadAsync(other, _store);
        _store.Calls[1].Return(other.Record());
        _store.Calls[0].Return(_ticket.Record());

        Assert.Equal(_ticket.Digest, (await first.Soon()).Session?.Digest);
        Assert.Equal(other.Digest, (await second.Soon()).Session?.Digest);
    }

    [Fact]
    public async Task One_who_leaves_does_not_take_the_others_along()
    {
        using var impatient = new CancellationTokenSource();
        Task<StoredSession> first = _cache.LoadForAsync(_ticket, _store, impatient.Token);
        Task<StoredSession> second = _cache.LoadAsync(_ticket, _store);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon());
        Assert.False(_store.Calls[0].Cancellation.IsCancellationRequested);
        _store.Calls[0].Return(_ticket.Record());
        Assert.NotNull((await second.Soon()).Session);
        Assert.Equal(1, _cache.Cached(_ticket));
        Assert.Equal(0, _cache.Flights);
    }

    [Fact]
    public async Task When_the_last_has_left_the_store_call_is_cancelled_and_the_next_begins_anew()
    {
        using var impatient = new CancellationTokenSource();
        Task<StoredSession>[] left = [.. Enumerable.Range(0, 3).Select(_ => _cache.LoadForAsync(_ticket, _store, impatient.Token))];
        var cancelled = new TaskCompletionSource<bool>();
        await using CancellationTokenRegistration told = _store.Calls[0].Cancellation.Register(() => cancelled.SetResult(true));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(left).Soon());
        Assert.True(await cancelled.Task.Soon());
        Assert.Equal(0, _cache.Flights);

        Task<StoredSession> next = _cache.LoadAsync(_ticket, _store);
        Assert.Equal(2, _store.Calls.Count);
        _store.Calls[0].Return(_ticket.Record(version: 1));
        Assert.Null(_cache.Cached(_ticket));
        _store.Calls[1].Return(_ticket.Record(version: 2));

        Assert.Equal(2, (await next.Soon()).Session?.Version);
        Assert.Equal(2, _cache.Cached(_ticket));
    }

    [Fact]
    public async Task One_who_is_cancelled_already_asks_nobody()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _cache.LoadForAsync(_ticket, _store, new CancellationToken(canceled: true)));

        Assert.Empty(_store.Calls);
    }

    [Fact]
    public async Task A_failure_reaches_everyone_who_waits_and_is_not_remembered()
    {
        Task<StoredSession>[] loads = [.. Enumerable.Range(0, 5).Select(_ => _cache.LoadAsync(_ticket, _store))];
        var failure = new StoreUnavailableException("The disk is gone.");
        _store.Calls[0].Fail(failure);
        foreach (Task<StoredSession> load in loads)
        {
            Assert.Same(failure, await Assert.ThrowsAsync<StoreUnavailableException>(() => load.Soon()));
        }

        Task<StoredSession> next = _cache.LoadAsync(_ticket, _store);
        _store.Calls[1].Return(_ticket.Record());
        Assert.NotNull((await next.Soon()).Session);
    }

    [Fact]
    public async Task A_failure_leaves_the_copy_alone()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store, keep: false);
        _store.Calls[0].Fail(new StoreUnavailableException("The disk is gone."));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => load.Soon());

        Assert.Equal(1, _cache.Cached(_ticket));
    }

    [Fact]
    public async Task A_store_that_throws_at_once_fails_like_any_other()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _cache.LoadAsync(_ticket, new BrokenStore()));

        Assert.Equal(0, _cache.Flights);
    }

    [Fact]
    public async Task A_store_that_gives_up_by_itself_does_not_look_like_a_client_that_left()
    {
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store);
        _store.Calls[0].GiveUp();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => load.Soon());
    }

    private sealed class BrokenStore : FindOnlyStore
    {
        public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Broken.");
    }
}
