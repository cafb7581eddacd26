using Cloakroom.Testing;

namespace Cloakroom.Tests.Sessions;

public sealed class MemorySessionStoreTests
{
    private readonly FakeClock _clock = new();
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Where(c => !c.NeedsOpenAgain).Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Memory_keeps_the_contract(string name) =>
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(_ => new(new MemorySessionStore()))));

    [Fact]
    public async Task A_record_that_other_stores_would_refuse_is_refused()
    {
        var store = new MemorySessionStore();
        Session good = NewSession.For("ann", _clock);
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CreateAsync(new(good with { Device = new string('d', 257) }, 10), _end));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CreateAsync(new(good, 0), _end));
        Assert.Equal(StoredSession.Absent, await store.FindAsync(good.Digest, _end));
    }

    [Fact]
    public async Task A_record_comes_back_as_it_would_from_other_stores()
    {
        var store = new MemorySessionStore();
        Session session = NewSession.For("ann", _clock) with { User = new SessionUser("ann") { Email = "" }, LastSeenAt = _clock.GetUtcNow().AddTicks(12_345) };
        await store.CreateAsync(new(session, 10), _end);
        await store.TouchAsync(new(session.Digest, _clock.GetUtcNow().AddTicks(23_456)), _end);
        Session? found = (await store.FindAsync(session.Digest, _end)).Session;
        Assert.Equal(session with { User = new SessionUser("ann"), LastSeenAt = _clock.GetUtcNow().AddMilliseconds(2) }, found);
    }

    [Fact]
    public async Task A_thousand_touched_sessions_are_swept_when_they_end_and_not_before()
    {
        var store = new MemorySessionStore();
        Session[] sessions = [.. Enumerable.Range(0, 1000).Select(i => NewSession.For($"user {i % 10}", _clock))];
        foreach (Session session in sessions)
        {
            await store.CreateAsync(new(session, 1000), _end);
        }

        // Every session in use until 2 h, then left alone: idle ends it at 3 h.
        for (int quarter = 1; quarter <= 8; quarter++)
        {
            _clock.Advance(TimeSpan.FromMinutes(15));
            Assert.Equal(0, await store.SweepAsync(_clock.GetUtcNow(), int.MaxValue, _end));
            foreach (Session session in sessions)
            {
                await store.TouchAsync(new(session.Digest, _clock.GetUtcNow()), _end);
            }
        }

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await store.SweepAsync(_clock.GetUtcNow(), int.MaxValue, _end));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(300, await store.SweepAsync(_clock.GetUtcNow(), 300, _end));
        Assert.Equal(700, await store.SweepAsync(_clock.GetUtcNow(), int.MaxValue, _end));
        Assert.Empty(await store.ListAsync("user 1", _end));
    }

    [Fact]
    public async Task A_cancelled_sweep_stops()
    {
        var store = new MemorySessionStore();
        await store.CreateAsync(new(NewSession.For("ann", _clock), 10), _end);
        Assert.Equal(0, await store.SweepAsync(DateTimeOffset.MaxValue, 10, new CancellationToken(canceled: true)));
        Assert.Equal(1, await store.SweepAsync(DateTimeOffset.MaxValue, 10, _end));
    }

    [Fact]
    public async Task Memory_is_always_fresh_and_has_nothing_to_report()
    {
        var store = new MemorySessionStore();
        Assert.True(store.IsFresh);
        Assert.True(await store.RefreshAsync(_end));
    }
}
