using Cloakroom.Sqlite;
using Cloakroom.Testing;
using Cloakroom.Tests.Sessions.Revocations;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

/// <summary>Somebody puts another file in the place of the database while it is open.</summary>
public sealed class SqliteWatchTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData("replaced")]
    [InlineData("moved away")]
    [InlineData("deleted")]
    public async Task A_file_that_is_not_the_one_under_the_path_any_more_is_not_believed(string what)
    {
        SqliteSessionStore store = _folder.Open();
        Session session = await store.AddAsync(_folder.Clock.Now);
        Assert.True(await store.RefreshAsync(Stop));
        Assert.Equal((1, null), (store.Generation, store.Trouble));
        Replace(what);

        Assert.False(await store.RefreshAsync(Stop));
        Assert.False(store.IsFresh);
        Assert.Equal(2, store.Generation);
        Assert.Contains("restart", store.Trouble, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.FindAsync(session.Digest, Stop));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.DeleteAsync(new(session.Digest, EndReason.LoggedOut), Stop));
    }

    [Fact]
    public async Task A_log_that_goes_back_is_another_store()
    {
        SqliteSessionStore store = _folder.Open();
        await store.EndAsync(await store.AddAsync(_folder.Clock.Now));
        await store.EndAsync(await store.AddAsync(_folder.Clock.Now));
        await store.RefreshAsync(Stop);
        using (Connection other = _folder.Raw())
        {
            other.Execute("DELETE FROM cloakroom_change WHERE seq > 1");
        }

        await store.RefreshAsync(Stop);
        Assert.Equal(2, store.Generation);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task After_an_older_backup_was_put_in_its_place_no_session_that_was_ended_comes_back()
    {
        var journal = new MemoryJournal();
        SqliteSessionStore store = _folder.Open();
        StartedSession goes, stays;
        using (var engine = new SessionEngine(store, new SessionOptions(), TimeProvider.System, journal: journal))
        {
            (goes, stays) = (await LoginAsync(engine), await LoginAsync(engine));
            using (Connection db = _folder.Raw())
            {
                db.Execute($"VACUUM INTO '{_folder.File}-backup'");
            }

            Assert.Equal(EndOutcome.Ended, await engine.EndAsync(new(goes.Session.Digest, EndReason.LoggedOut), goes.Session));
            Replace("replaced");
            await store.RefreshAsync(Stop);
            Assert.Equal(Reason.Revoked, Assert.IsType<Decision.Anonymous>(await AskAsync(engine, goes)).Reason);
            Assert.IsType<Decision.Unavailable>(await AskAsync(engine, stays));
        }

        await store.DisposeAsync();
        SqliteSessionStore restored = _folder.Open();
        Assert.NotNull((await restored.FindAsync(goes.Session.Digest, Stop)).Session);
        using var next = new SessionEngine(restored, new SessionOptions(), TimeProvider.System, journal: journal);
        Assert.Equal(Reason.Revoked, Assert.IsType<Decision.Anonymous>(await AskAsync(next, goes)).Reason);
        Assert.IsType<Decision.Valid>(await AskAsync(next, stays));
        Assert.Null((await restored.FindAsync(goes.Session.Digest, Stop)).Session);
        Assert.IsType<Decision.Valid>(await AskAsync(next, await LoginAsync(next)));
    }

    private void Replace(string what)
    {
        if (what == "replaced" && !File.Exists(_folder.File + "-backup"))
        {
            File.Copy(_folder.File, _folder.File + "-backup");
        }

        switch (what)
        {
            case "replaced":
                File.Delete(_folder.File + "-wal");
                File.Delete(_folder.File + "-shm");
                File.Move(_folder.File + "-backup", _folder.File, overwrite: true);
                break;
            case "moved away":
                File.Move(_folder.File, _folder.File + "-old");
                break;
            default:
                File.Delete(_folder.File);
                break;
        }
    }

    private static async Task<StartedSession> LoginAsync(SessionEngine engine) =>
        Assert.NotNull(await engine.SignInAsync(new(new SessionUser("ada")), shown: null, Stop));

    private static ValueTask<Decision> AskAsync(SessionEngine engine, StartedSession session) => engine.AuthenticateAsync(session.Id, isSafe: false, Stop);
}
