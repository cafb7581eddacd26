using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteHostileRecordTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _store;

    public SqliteHostileRecordTests() => _store = _folder.Open();

    private DateTimeOffset Now => _folder.Clock.Now;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Record_of_another_session_is_never_returned()
    {
        Session victim = await _store.AddAsync(Now, "victim"), thief = await _store.AddAsync(Now, "thief");
        await _store.PutAsync(victim, "cart", [1]);
        using (Connection db = _folder.Raw())
        {
            // What the thief's ID leads to is now the victim's row.
            db.Execute("UPDATE cloakroom_by_digest SET id = 1");
        }

        Assert.Equal(StoredSession.Absent, await _store.FindAsync(thief));
        Assert.Null(await _store.ReadAsync(thief.Digest, "cart", Stop));
        Assert.Equal(DataResult.SessionGone, (await _store.PutAsync(thief, "cart", [2])).Result);
        Assert.Equal(Applied.Absent, await _store.EndAsync(thief));
        Assert.Equal(victim, (await _store.FindAsync(victim)).Session);
        Assert.True(_store.Parts.Metrics.UnreadableRows > 0);
    }

    [Theory]
    [InlineData("x''")]
    [InlineData("x'00'")]
    [InlineData("x'01'")]
    [InlineData("x'ff0102'")]
    [InlineData("zeroblob(41)")]
    [InlineData("zeroblob(100000)")]
    [InlineData("substr(record, 1, length(record) - 1)")]
    [InlineData("CAST(record || x'00' AS BLOB)")]
    public async Task Damaged_record_is_absent_and_stays_where_it_is(string record)
    {
        Session session = await _store.AddAsync(Now);
        using (Connection db = _folder.Raw())
        {
            db.Execute($"UPDATE cloakroom_session SET record = {record}");
        }

        Assert.Equal(StoredSession.Absent, await _store.FindAsync(session));
        Assert.Equal(Applied.Absent, await _store.EndAsync(session));
        Assert.Equal(Applied.Absent, await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now), Stop));
        Assert.Equal(Applied.Exists, (await _store.CreateAsync(new SessionChange.Create(session, 1), Stop)).Applied);
        Assert.Empty(await _store.ListAsync("42", Stop));
        Assert.Empty(await _store.DeleteUserAsync(new SessionChange.DestroyAll("42", null, EndReason.Revoked), Stop));
        Assert.Equal(0, await _store.SweepAsync(Now.AddDays(2), 100, Stop));
        Assert.True(_store.Parts.Metrics.UnreadableRows > 0);
    }

    [Fact]
    public async Task Users_that_share_a_lookup_key_are_told_apart()
    {
        Session mine = await _store.AddAsync(Now, "me"), other = await _store.AddAsync(Now, "you");
        using (Connection db = _folder.Raw())
        {
            db.Execute("UPDATE cloakroom_by_user SET user = " + LookupKey.OfUser("me"));
        }

        Assert.Equal([mine], await _store.ListAsync("me", Stop));
        Assert.Empty((await _store.CreateAsync(new SessionChange.Create(Login(Now, "me"), 2), Stop)).Ended);
        await _store.DeleteUserAsync(new SessionChange.DestroyAll("me", null, EndReason.Revoked), Stop);
        Assert.Equal(other, (await _store.FindAsync(other)).Session);
    }

    [Fact]
    public async Task Digests_that_share_a_lookup_key_are_told_apart()
    {
        byte[] bytes = SessionId.Create().Digest().ToArray();
        Session first = Login(Now) with { Digest = new SessionDigest(bytes) };
        bytes[31] ^= 1;
        Session second = Login(Now) with { Digest = new SessionDigest(bytes) };
        bytes[31] ^= 3;
        foreach (Session session in new[] { first, second })
        {
            Assert.Equal(Applied.Done, (await _store.CreateAsync(new SessionChange.Create(session, 9), Stop)).Applied);
        }

        Assert.Equal(first, (await _store.FindAsync(first)).Session);
        Assert.Equal(second, (await _store.FindAsync(second)).Session);
        Assert.Equal(StoredSession.Absent, await _store.FindAsync(new SessionDigest(bytes), Stop));
        await _store.EndAsync(first);
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(first)).Ended);
        Assert.Equal(second, (await _store.FindAsync(second)).Session);
        Assert.Equal(0, _store.Parts.Metrics.UnreadableRows);
    }
}
