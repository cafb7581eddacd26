using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteSessionStoreTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _store;

    public SqliteSessionStoreTests() => _store = _folder.Open();

    private DateTimeOffset Now => _folder.Clock.Now;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Created_session_is_found_as_it_was_made()
    {
        Session session = await _store.AddAsync(Now);
        Assert.Equal(new StoredSession(session, null), await _store.FindAsync(session));
    }

    [Fact]
    public async Task Digest_in_use_or_ended_is_not_created_again()
    {
        Session session = await _store.AddAsync(Now);
        CreateOutcome again = await _store.CreateAsync(new SessionChange.Create(session, 1), Stop);
        Assert.Equal(Applied.Exists, again.Applied);

        await _store.EndAsync(session);
        CreateOutcome revived = await _store.CreateAsync(new SessionChange.Create(session, 1), Stop);
        Assert.Equal(Applied.Exists, revived.Applied);
        Assert.Equal(new StoredSession(null, EndReason.LoggedOut), await _store.FindAsync(session));
    }

    [Fact]
    public async Task Nothing_revives_an_ended_session()
    {
        Session session = await _store.AddAsync(Now);
        await _store.EndAsync(session);

        Assert.Equal(Applied.Absent, await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(1)), Stop));
        Assert.Equal(Applied.Absent, await _store.UpdateAsync(new SessionChange.Update(session), Stop));
        Assert.Equal(Applied.Absent, await _store.ReplaceAsync(new SessionChange.Replace(session.Digest, Login(Now)), Stop));
        Assert.Equal(Applied.Absent, await _store.EndAsync(session));
        Assert.Equal(DataResult.SessionGone, (await _store.PutAsync(session, "cart", [1])).Result);
        Assert.Equal(new StoredSession(null, EndReason.LoggedOut), await _store.FindAsync(session));
    }

    [Fact]
    public async Task Login_beyond_the_limit_ends_the_least_recently_seen()
    {
        Session first = await _store.AddAsync(Now);
        Session second = await _store.AddAsync(Now.AddMinutes(1));
        await _store.TouchAsync(new SessionChange.Touch(first.Digest, Now.AddMinutes(5)), Stop);
        await _store.AddAsync(Now, "another user");

        Session third = Login(Now.AddMinutes(2));
        CreateOutcome outcome = await _store.CreateAsync(new SessionChange.Create(third, 2), Stop);

        Assert.Equal([second.Digest], outcome.Ended);
        Assert.Equal(new StoredSession(null, EndReason.LimitReached), await _store.FindAsync(second));
        IReadOnlyList<Session> left = await _store.ListAsync("42", Stop);
        Assert.Equal([first.Digest, third.Digest], left.Select(s => s.Digest));
    }

    [Fact]
    public async Task Replaced_session_keeps_its_data_under_the_new_digest()
    {
        Session old = await _store.AddAsync(Now);
        DataOutcome written = await _store.PutAsync(old, "cart", [1, 2, 3]);
        Session renewed = old with { Digest = SessionId.Create().Digest() };

        Assert.Equal(Applied.Done, await _store.ReplaceAsync(new SessionChange.Replace(old.Digest, renewed), Stop));

        Assert.Equal(new StoredSession(null, EndReason.Rotated), await _store.FindAsync(old));
        Assert.Equal(renewed, (await _store.FindAsync(renewed)).Session);
        Assert.Null(await _store.ReadAsync(old.Digest, "cart", Stop));
        DataItem? item = await _store.ReadAsync(renewed.Digest, "cart", Stop);
        Assert.Equal(written.Version, item?.Version);
        Assert.Equal([renewed.Digest], (await _store.ListAsync("42", Stop)).Select(s => s.Digest));
    }

    [Fact]
    public async Task Replace_by_a_digest_in_use_changes_nothing()
    {
        Session old = await _store.AddAsync(Now);
        Session other = await _store.AddAsync(Now);
        Assert.Equal(Applied.Exists, await _store.ReplaceAsync(new SessionChange.Replace(old.Digest, other), Stop));
        Assert.Equal(old, (await _store.FindAsync(old)).Session);
        Assert.Equal(other, (await _store.FindAsync(other)).Session);
    }

    [Fact]
    public async Task Session_does_not_pass_to_another_user()
    {
        Session session = await _store.AddAsync(Now);
        Session taken = session with { User = new SessionUser("43") };
        Assert.Equal(Applied.Absent, await _store.UpdateAsync(new SessionChange.Update(taken), Stop));
        Assert.Equal(Applied.Absent, await _store.ReplaceAsync(new SessionChange.Replace(session.Digest, Login(Now, "43")), Stop));
        Assert.Equal(session, (await _store.FindAsync(session)).Session);
    }

    [Fact]
    public async Task Update_counts_the_version_and_keeps_the_later_use()
    {
        Session session = await _store.AddAsync(Now);
        await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(3)), Stop);
        Session changed = session with { User = session.User with { Roles = ["admin"] } };

        Assert.Equal(Applied.Done, await _store.UpdateAsync(new SessionChange.Update(changed), Stop));
        Assert.Equal(changed with { Version = 2, LastSeenAt = Now.AddMinutes(3) }, (await _store.FindAsync(session)).Session);
        Assert.Equal(Applied.Conflict, await _store.UpdateAsync(new SessionChange.Update(changed), Stop));
    }

    [Fact]
    public async Task Touch_moves_forward_only()
    {
        Session session = await _store.AddAsync(Now);
        await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(3)), Stop);
        await _store.TouchAsync(new SessionChange.Touch(session.Digest, Now.AddMinutes(2)), Stop);
        Assert.Equal(Now.AddMinutes(3), (await _store.FindAsync(session)).Session?.LastSeenAt);
    }

    [Fact]
    public async Task Ending_a_user_spares_the_excepted_session_and_other_users()
    {
        Session[] mine = [await _store.AddAsync(Now), await _store.AddAsync(Now), await _store.AddAsync(Now)];
        Session other = await _store.AddAsync(Now, "43");

        IReadOnlyList<SessionDigest> ended = await _store.DeleteUserAsync(
            new SessionChange.DestroyAll("42", mine[0].Digest, EndReason.UserDisabled), Stop);

        Assert.Equal([mine[1].Digest, mine[2].Digest], ended);
        Assert.Equal(EndReason.UserDisabled, (await _store.FindAsync(mine[1])).Ended);
        Assert.NotNull((await _store.FindAsync(mine[0])).Session);
        Assert.NotNull((await _store.FindAsync(other)).Session);
    }

    [Fact]
    public async Task Calls_after_the_end_are_refused_as_unavailable()
    {
        Session session = await _store.AddAsync(Now);
        await _store.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.FindAsync(session));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.EndAsync(session));
        Assert.False(await _store.RefreshAsync(Stop));
    }

    [Fact]
    public async Task Lookups_lead_to_every_row_and_to_nothing_else()
    {
        Session a = await _store.AddAsync(Now), b = await _store.AddAsync(Now);
        await _store.AddAsync(Now, "43");
        await _store.ReplaceAsync(new SessionChange.Replace(a.Digest, a with { Digest = SessionId.Create().Digest() }), Stop);
        await _store.EndAsync(b);

        using Connection db = _folder.Raw();
        // Live: a under its new digest, and that of 43. Tombstones: a's old digest, and b.
        Assert.Equal(4, db.AskNumber("SELECT count(*) FROM cloakroom_session"));
        Assert.Equal(4, db.AskNumber("SELECT count(*) FROM cloakroom_session s JOIN cloakroom_by_digest d ON d.id = s.id"));
        Assert.Equal(4, db.AskNumber("SELECT count(*) FROM cloakroom_by_digest"));
        Assert.Equal(2, db.AskNumber("SELECT count(*) FROM cloakroom_by_user"));
    }
}
