namespace Cloakroom.Tests;

/// <summary>Every order of load, change and answer. The letters are those of docs/decisions/0030-near-cache.md.</summary>
public sealed class NearCacheChangeTests
{
    private readonly NearCache _cache = new(CacheCalls.Plenty);
    private readonly ScriptedStore _store = new();
    private readonly Ticket _ticket = Ticket.New();

    public static TheoryData<bool> Tellings => [true, false];

    [Theory]
    [MemberData(nameof(Tellings))]
    public async Task A_a_change_after_the_answer_forgets_the_copy(bool missed)
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        Tell(missed);

        Assert.Null(_cache.Cached(_ticket));
        Assert.Equal((0, 0), (_cache.Count, _cache.Bytes));
        _ = _cache.LoadAsync(_ticket, _store);
        Assert.Single(_store.Calls);
    }

    [Theory]
    [MemberData(nameof(Tellings))]
    public async Task B_a_change_before_the_answer_keeps_the_answer_from_being_kept(bool missed)
    {
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store);
        Tell(missed);
        _store.Calls[0].Return(_ticket.Record());
        await load.Soon();

        Assert.Null(_cache.Cached(_ticket));
        Assert.Equal((0, 0), (_cache.Count, _cache.Flights));
    }

    [Theory]
    [MemberData(nameof(Tellings))]
    public async Task C_who_comes_after_the_change_does_not_join_and_the_old_answer_comes_first(bool missed)
    {
        Task<StoredSession> before = _cache.LoadAsync(_ticket, _store);
        Tell(missed);
        Task<StoredSession> after = _cache.LoadAsync(_ticket, _store);
        Assert.Equal(2, _store.Calls.Count);

        _store.Calls[0].Return(_ticket.Record(version: 1));
        Assert.Equal(1, (await before.Soon()).Session?.Version);
        Assert.Null(_cache.Cached(_ticket));
        Assert.False(after.IsCompleted);

        _store.Calls[1].Return(_ticket.Record(version: 2));
        Assert.Equal(2, (await after.Soon()).Session?.Version);
        Assert.Equal(2, _cache.Cached(_ticket));
    }

    [Theory]
    [MemberData(nameof(Tellings))]
    public async Task D_who_comes_after_the_change_does_not_join_and_the_old_answer_comes_last(bool missed)
    {
        Task<StoredSession> before = _cache.LoadAsync(_ticket, _store);
        Tell(missed);
        Task<StoredSession> after = _cache.LoadAsync(_ticket, _store);

        _store.Calls[1].Return(_ticket.Record(version: 2));
        Assert.Equal(2, (await after.Soon()).Session?.Version);
        _store.Calls[0].Return(_ticket.Record(version: 1));
        Assert.Equal(1, (await before.Soon()).Session?.Version);
        Assert.Equal(2, _cache.Cached(_ticket));
    }

    [Fact]
    public async Task E_an_old_flight_does_not_close_a_new_one_when_it_lands_or_is_left()
    {
        using var impatient = new CancellationTokenSource();
        Task<StoredSession> before = _cache.LoadForAsync(_ticket, _store, impatient.Token);
        _cache.Changed(_ticket.Digest);
        Task<StoredSession> after = _cache.LoadAsync(_ticket, _store);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before.Soon());
        _store.Calls[0].Return(StoredSession.Absent);

        Task<StoredSession> joined = _cache.LoadAsync(_ticket, _store);
        Assert.Equal(2, _store.Calls.Count);
        _store.Calls[1].Return(_ticket.Record(version: 2));
        Assert.Equal(2, (await joined.Soon()).Session?.Version);
        Assert.Equal(2, (await after.Soon()).Session?.Version);
        Assert.Equal(2, _cache.Cached(_ticket));
    }

    [Fact]
    public async Task F_a_load_that_began_without_keep_keeps_nothing_whoever_joins()
    {
        Task<StoredSession> first = _cache.LoadAsync(_ticket, _store, keep: false);
        Task<StoredSession> second = _cache.LoadAsync(_ticket, _store, keep: true);
        Assert.Single(_store.Calls).Return(_ticket.Record());
        await Task.WhenAll(first, second).Soon();

        Assert.Null(_cache.Cached(_ticket));
    }

    [Fact]
    public async Task A_change_of_one_session_leaves_the_others_alone()
    {
        Ticket[] others = Ticket.New(100);
        foreach (Ticket other in others)
        {
            await _cache.LoadAsync(other, CacheCalls.Everything);
        }

        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store);
        _cache.Changed(Ticket.New().Digest);
        _cache.Changed(others[0].Digest);
        _store.Calls[0].Return(_ticket.Record());
        await load.Soon();

        Assert.Null(_cache.Cached(others[0]));
        Assert.All(others[1..], other => Assert.Equal(1, _cache.Cached(other)));
        Assert.Equal(1, _cache.Cached(_ticket));
    }

    [Fact]
    public async Task Missed_changes_put_everything_in_doubt()
    {
        Ticket[] tickets = Ticket.New(500);
        foreach (Ticket ticket in tickets)
        {
            await _cache.LoadAsync(ticket, CacheCalls.Everything);
        }

        Assert.Equal(tickets.Length, _cache.Count);
        _cache.Missed();

        Assert.All(tickets, ticket => Assert.Null(_cache.Cached(ticket)));
        Assert.Equal((0, 0), (_cache.Count, _cache.Bytes));
        await _cache.LoadAsync(tickets[0], CacheCalls.Everything);
        Assert.Equal(1, _cache.Cached(tickets[0]));
    }

    private void Tell(bool missed)
    {
        if (missed)
        {
            _cache.Missed();
        }
        else
        {
            _cache.Changed(_ticket.Digest);
        }
    }
}
