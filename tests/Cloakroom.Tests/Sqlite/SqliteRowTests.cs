using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

/// <summary>A user ID that is a GUID takes 16 bytes of a row, and is the same text again.</summary>
public sealed class SqliteRowTests : IAsyncDisposable
{
    private const string Guid = "0f8fad5b-d9cb-469f-a165-70867728950e";

    private readonly StoreFolder _folder = new();

    private DateTimeOffset Now => _folder.Clock.Now;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(Guid, 22)]
    [InlineData("00000000-0000-0000-0000-000000000000", 22)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 22)]
    [InlineData("0F8FAD5B-D9CB-469F-A165-70867728950E", 0)]
    [InlineData("0f8fad5b-d9cb-469f-A165-70867728950e", 0)]
    [InlineData("{0f8fad5b-d9cb-469f-a165-70867728950}", 0)]
    [InlineData("0f8fad5bd9cb469fa16570867728950e", 0)]
    [InlineData(" 0f8fad5b-d9cb-469f-a165-70867728950e", 0)]
    [InlineData("0xf8fad5-d9cb-469f-a165-70867728950e", 0)]
    [InlineData("42", 0)]
    public void Every_user_id_reads_back_as_it_was(string userId, int saved)
    {
        Session session = Login(Now, userId);
        byte[] row = SessionRow.Write(session);
        Assert.Equal(SessionFormat.Write(session).Length - saved, row.Length);
        Assert.True(SessionRow.TryRead(row, out Session? read));
        Assert.Equal(session, read);
    }

    [Fact]
    public void Row_that_is_cut_or_goes_on_is_no_session()
    {
        byte[] row = SessionRow.Write(Login(Now, Guid));
        Assert.All(Enumerable.Range(0, row.Length), length => Assert.False(SessionRow.TryRead(row.AsSpan(0, length), out _)));
        Assert.False(SessionRow.TryRead([.. row, 0], out _));
    }

    [Fact]
    public async Task Session_of_a_guid_goes_through_every_verb()
    {
        SqliteSessionStore store = _folder.Open();
        Session session = await store.AddAsync(Now, Guid);
        await store.PutAsync(session, "cart", [1]);
        Assert.Equal(Applied.Done, await store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(1)), Stop));
        Session touched = session with { LastSeenAt = Now.AddMinutes(1) };
        Assert.Equal(touched, (await store.FindAsync(session)).Session);
        Assert.Equal([touched], await store.ListAsync(Guid, Stop));
        Assert.NotNull(await store.ReadAsync(session.Digest, "cart", Stop));
        Assert.Null(await store.ReadAsync(Login(Now, Guid).Digest, "cart", Stop));
        Assert.Equal([session.Digest], await store.DeleteUserAsync(new SessionChange.DestroyAll(Guid, null, EndReason.Revoked), Stop));
        Assert.Equal(EndReason.Revoked, (await store.FindAsync(session)).Ended);
        Assert.Equal(0, store.Parts.Metrics.UnreadableRows);
    }

    [Fact]
    public async Task File_of_an_earlier_version_is_taken_over_with_its_sessions()
    {
        SqliteSessionStore before = _folder.Open();
        Session session = await before.AddAsync(Now, Guid);
        await before.DisposeAsync();
        using (Connection db = _folder.Raw())
        {
            db.Execute($"UPDATE cloakroom_session SET record = x'{Convert.ToHexString(SessionFormat.Write(session))}'; PRAGMA user_version=2");
        }

        SqliteSessionStore store = _folder.Open();
        Assert.Equal(session, (await store.FindAsync(session)).Session);
        await store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(1)), Stop);
        Assert.Equal(session with { LastSeenAt = Now.AddMinutes(1) }, (await store.FindAsync(session)).Session);
        using (Connection db = _folder.Raw())
        {
            Assert.Equal(SessionRow.Write(session).Length, db.AskNumber("SELECT length(record) FROM cloakroom_session"));
            // A program that does not know such rows refuses the file.
            Assert.Equal(3, db.AskNumber("PRAGMA user_version"));
        }
    }
}
