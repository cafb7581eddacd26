namespace Cloakroom.Tests;

public sealed class NearCacheTests
{
    private readonly NearCache _cache = new(CacheCalls.Plenty);
    private readonly ScriptedStore _store = new();
    private readonly Ticket _ticket = Ticket.New();

    [Fact]
    public async Task A_session_once_loaded_is_found_by_its_ID()
    {
        Session record = _ticket.Record();
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store);
        _store.Calls[0].Return(record);

        Assert.Equal(record, (await load.Soon()).Session);
        Assert.True(_cache.TryGet(_ticket.Id, out CachedSession? cached));
        Assert.Equal(record, cached.Valid.Session);
    }

    [Fact]
    public async Task An_ID_that_was_not_loaded_is_not_found()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);

        Assert.Null(_cache.Cached(Ticket.New()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(EndReason.LoggedOut)]
    public async Task What_is_absent_or_ended_is_not_remembered(EndReason? ended)
    {
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store);
        _store.Calls[0].Return(new StoredSession(null, ended));

        Assert.Equal(new StoredSession(null, ended), await load.Soon());
        Assert.Null(_cache.Cached(_ticket));
        Assert.Equal(0, _cache.Bytes);
        _ = _cache.LoadAsync(_ticket, _store);
        Assert.Equal(2, _store.Calls.Count);
    }

    [Fact]
    public async Task An_expired_record_is_found_too_because_verdicts_are_not_kept()
    {
        Session expired = _ticket.Record() with { ExpiresAt = DateTimeOffset.UnixEpoch };
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store);
        _store.Calls[0].Return(expired);
        await load.Soon();

        Assert.NotNull(_cache.Cached(_ticket));
    }

    [Fact]
    public async Task Without_keep_the_store_is_asked_and_nothing_remembered()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything, keep: false);

        Assert.Null(_cache.Cached(_ticket));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public async Task With_keep_a_copy_that_came_meanwhile_spares_the_store_call()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        StoredSession answer = await _cache.LoadAsync(_ticket, _store).Soon();

        Assert.Equal(_ticket.Digest, answer.Session?.Digest);
        Assert.Empty(_store.Calls);
    }

    [Fact]
    public async Task Without_keep_the_store_answers_although_there_is_a_copy()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store, keep: false);
        _store.Calls[0].Return(_ticket.Record(version: 2));

        Assert.Equal(2, (await load.Soon()).Session?.Version);
    }

    [Fact]
    public async Task A_copy_goes_when_the_store_says_that_the_session_is_gone()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store, keep: false);
        _store.Calls[0].Return(new StoredSession(null, EndReason.Revoked));
        await load.Soon();

        Assert.Null(_cache.Cached(_ticket));
    }

    [Fact]
    public async Task Turned_off_it_remembers_nothing()
    {
        var off = new NearCache(0);
        await off.LoadAsync(_ticket, CacheCalls.Everything);

        Assert.Null(off.Cached(_ticket));
        Assert.Equal((0, 0, 1), (off.Count, off.Bytes, off.Loads));
    }

    [Fact]
    public async Task A_session_cannot_be_put_under_the_ID_of_another()
    {
        var other = Ticket.New();

        await Assert.ThrowsAsync<ArgumentException>(() => _cache.LoadAsync(other with { Digest = _ticket.Digest }, CacheCalls.Everything));
        Assert.Null(_cache.Cached(other));
        Assert.Equal(0, _cache.Flights);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_answers_with_another_session_is_not_believed(bool keep)
    {
        var other = Ticket.New();
        Task<StoredSession> load = _cache.LoadAsync(_ticket, _store, keep);
        _store.Calls[0].Return(other.Record());

        await Assert.ThrowsAsync<StoreUnavailableException>(() => load.Soon());
        Assert.Null(_cache.Cached(_ticket));
        Assert.Null(_cache.Cached(other));
    }

    [Fact]
    public async Task A_hit_allocates_nothing_the_reading_of_the_ID_included()
    {
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        string shown = _ticket.Id.Reveal();
        Assert.True(Hit(shown));

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (int i = 0; i < 1000; i++)
        {
            all &= Hit(shown);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all);
    }

    [Fact]
    public async Task It_counts_hits_misses_and_store_calls()
    {
        _cache.Cached(_ticket);
        await _cache.LoadAsync(_ticket, CacheCalls.Everything);
        _cache.Cached(_ticket);
        _cache.Cached(_ticket);

        Assert.Equal((2, 1, 1), (_cache.Hits, _cache.Misses, _cache.Loads));
        Assert.Equal((1, 0, 0), (_cache.Count, _cache.Evictions, _cache.Flights));
        Assert.InRange(_cache.Bytes, 300, 600);
    }

    private bool Hit(string shown) => SessionId.TryParse(shown, out SessionId id) && _cache.TryGet(in id, out CachedSession? cached) && cached.Valid.Session.Version == 1;
}
