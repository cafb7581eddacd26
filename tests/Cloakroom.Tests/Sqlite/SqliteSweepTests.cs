using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteSweepTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _store;

    public SqliteSweepTests() => _store = _folder.Open();

    private DateTimeOffset Now => _folder.Clock.Now;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Unused_session_is_forgotten_at_its_idle_timeout_and_not_before()
    {
        Session session = await _store.AddAsync(Now);
        await _store.PutAsync(session, "cart", [1]);
        DateTimeOffset end = Now + session.IdleTimeout;
        Assert.Equal(0, await _store.SweepAsync(end.AddMilliseconds(-1), 100, Stop));
        Assert.Equal(1, await _store.SweepAsync(end, 100, Stop));
        Assert.Equal(StoredSession.Absent, await _store.FindAsync(session));
        AssertEmpty();
    }

    [Fact]
    public async Task Session_in_use_is_kept_until_its_absolute_end()
    {
        Session session = await _store.AddAsync(Now);
        DateTimeOffset used = Now;
        while (used < session.ExpiresAt.AddMinutes(-50))
        {
            used = used.AddMinutes(50);
            await _store.TouchAsync(new SessionChange.Touch(session.Digest, used), Stop);
            Assert.Equal(0, await _store.SweepAsync(used.AddMinutes(30), 100, Stop));
        }

        Assert.Equal(used, (await _store.FindAsync(session)).Session?.LastSeenAt);
        Assert.Equal(1, await _store.SweepAsync(session.ExpiresAt, 100, Stop));
        AssertEmpty();
    }

    [Fact]
    public async Task Tombstone_stays_until_the_absolute_end()
    {
        Session session = await _store.AddAsync(Now);
        Session renewed = session with { Digest = SessionId.Create().Digest() };
        await _store.ReplaceAsync(new SessionChange.Replace(session.Digest, renewed), Stop);
        await _store.EndAsync(renewed);
        Assert.Equal(0, await _store.SweepAsync(session.ExpiresAt.AddMilliseconds(-1), 100, Stop));
        Assert.Equal(EndReason.Rotated, (await _store.FindAsync(session)).Ended);
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(renewed)).Ended);
        Assert.Equal(2, await _store.SweepAsync(session.ExpiresAt, 100, Stop));
        AssertEmpty();
    }

    [Fact]
    public async Task Shortened_life_is_noticed()
    {
        Session session = await _store.AddAsync(Now);
        await _store.UpdateAsync(new SessionChange.Update(session with { ExpiresAt = Now.AddMinutes(1) }), Stop);
        Assert.Equal(1, await _store.SweepAsync(Now.AddMinutes(1), 100, Stop));
        await _store.SweepAsync(Now.AddDays(2), 100, Stop);
        AssertEmpty();
    }

    [Fact]
    public async Task Limit_holds_and_many_are_forgotten_in_steps()
    {
        await Task.WhenAll(Enumerable.Range(0, 250).Select(i => _store.AddAsync(Now, "user " + i)));
        Session live = await _store.AddAsync(Now.AddHours(20));
        Assert.Equal(7, await _store.SweepAsync(Now.AddHours(2), 7, Stop));
        Assert.Equal(243, await _store.SweepAsync(Now.AddHours(2), 1000, Stop));
        Assert.Equal(0, await _store.SweepAsync(Now.AddHours(2), 1000, Stop));
        Assert.NotNull((await _store.FindAsync(live)).Session);
    }

    [Fact]
    public async Task Touch_does_not_write_to_the_order_of_expiry()
    {
        Session session = await _store.AddAsync(Now);
        using Connection db = _folder.Raw();
        long before = db.AskNumber("SELECT max(due) FROM cloakroom_by_due");
        await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(59)), Stop);
        Assert.Equal(before, db.AskNumber("SELECT max(due) FROM cloakroom_by_due"));
        await _store.SweepAsync(Now.AddMinutes(61), 100, Stop);
        Assert.NotEqual(before, db.AskNumber("SELECT max(due) FROM cloakroom_by_due"));
    }

    private void AssertEmpty()
    {
        using Connection db = _folder.Raw();
        Assert.Equal(0, db.AskNumber("""
            SELECT count(*) FROM (SELECT id FROM cloakroom_session UNION ALL SELECT id FROM cloakroom_by_digest
            UNION ALL SELECT id FROM cloakroom_by_user UNION ALL SELECT id FROM cloakroom_by_due
            UNION ALL SELECT session FROM cloakroom_data UNION ALL SELECT session FROM cloakroom_data_total)
            """));
    }
}
