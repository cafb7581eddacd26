using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

/// <summary>A real disk of a few MiB, really full.</summary>
public sealed class SqliteFullDiskTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    public SqliteFullDiskTests() => _folder.MountSmallDisk("6m");

    private string Filler => Path.Combine(_folder.Root, "filler");

    private bool HasBallast => File.Exists(_folder.File + "-ballast");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Disk_filled_by_logins_still_takes_a_thousand_revocations()
    {
        SqliteSessionStore store = _folder.Open();
        List<Session> sessions = await LogInUntilFullAsync(store);
        Assert.True(sessions.Count > 1000, $"{sessions.Count} sessions are enough for the test");
        await AssertOnlyRevocationsAsync(store, sessions);
    }

    [Fact]
    public async Task Disk_filled_by_somebody_else_still_takes_a_thousand_revocations()
    {
        SqliteSessionStore store = _folder.Open();
        Session[] sessions = await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => store.AddAsync(_folder.Clock.Now, "user " + i)));
        Fill();
        // Whatever space SQLite holds already may be used up first.
        await LogInUntilFullAsync(store);
        await AssertOnlyRevocationsAsync(store, sessions);
    }

    [Fact]
    public async Task Disk_filled_by_session_data_still_takes_a_thousand_revocations()
    {
        SqliteSessionStore store = _folder.Open();
        Session[] sessions = await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => store.AddAsync(_folder.Clock.Now, "user " + i)));
        // Nearly every page of these writes is a new one, which the WAL must hand over to a database that cannot grow.
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            foreach (Session session in sessions)
            {
                await store.PutAsync(session, "cart", new byte[60_000]);
            }
        });
        await AssertOnlyRevocationsAsync(store, sessions);
    }

    [Fact]
    public async Task Ending_all_sessions_of_a_user_works_on_a_full_disk()
    {
        SqliteSessionStore store = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 900).Select(_ => store.AddAsync(_folder.Clock.Now)));
        Fill();
        await LogInUntilFullAsync(store);
        IReadOnlyList<SessionDigest> ended = await store.DeleteUserAsync(new SessionChange.DestroyAll("42", null, EndReason.Revoked), Stop);
        Assert.Equal(900, ended.Count);
        Assert.Empty(await store.ListAsync("42", Stop));
    }

    [Fact]
    public async Task Revocations_on_a_full_disk_survive_a_restart()
    {
        SqliteSessionStore store = _folder.Open();
        List<Session> sessions = await LogInUntilFullAsync(store);
        foreach (Session session in sessions.Take(100))
        {
            Assert.Equal(Applied.Done, await store.EndAsync(session));
        }

        await store.DisposeAsync();
        Fill();
        store = _folder.Open();
        foreach (Session session in sessions.Take(100))
        {
            Assert.Equal(EndReason.LoggedOut, (await store.FindAsync(session)).Ended);
        }

        Assert.Equal(sessions[100], (await store.FindAsync(sessions[100])).Session);
        Assert.Equal(Applied.Done, await store.EndAsync(sessions[100]));
    }

    [Fact]
    public async Task Store_opens_on_a_full_disk_and_takes_revocations_only()
    {
        SqliteSessionStore store = _folder.Open();
        Session first = await store.AddAsync(_folder.Clock.Now), second = await store.AddAsync(_folder.Clock.Now);
        await store.DisposeAsync();
        Fill();

        store = _folder.Open();
        Assert.Equal(first, (await store.FindAsync(first)).Session);
        Assert.Equal(Applied.Done, await store.EndAsync(first));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AddAsync(_folder.Clock.Now));
        Assert.Equal(Applied.Done, await store.EndAsync(second));
    }

    [Fact]
    public async Task Logins_return_when_there_is_space_and_so_does_the_ballast()
    {
        SqliteSessionStore store = _folder.Open();
        Session session = await store.AddAsync(_folder.Clock.Now);
        Fill();
        await LogInUntilFullAsync(store);
        await store.EndAsync(session);
        Assert.False(HasBallast);

        File.Delete(Filler);
        _folder.Clock.Advance(TimeSpan.FromMinutes(1));
        await store.AddAsync(_folder.Clock.Now);
        Assert.True(HasBallast);
    }

    private async Task AssertOnlyRevocationsAsync(SqliteSessionStore store, IReadOnlyList<Session> sessions)
    {
        foreach (Session session in sessions.Take(1000))
        {
            Assert.Equal(Applied.Done, await store.EndAsync(session));
        }

        Assert.False(HasBallast);
        _folder.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AddAsync(_folder.Clock.Now));
        Assert.All(sessions.Take(1000), s => Assert.Equal(EndReason.LoggedOut, store.FindAsync(s.Digest, Stop).AsTask().Result.Ended));
        Assert.All(sessions.Skip(1000), s => Assert.Equal(s, store.FindAsync(s.Digest, Stop).AsTask().Result.Session));
    }

    private async Task<List<Session>> LogInUntilFullAsync(SqliteSessionStore store)
    {
        var sessions = new List<Session>();
        try
        {
            while (true)
            {
                sessions.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.AddAsync(_folder.Clock.Now, SessionHandle.Create().ToString()))));
            }
        }
        catch (StoreUnavailableException)
        {
            return sessions;
        }
    }

    private void Fill()
    {
        using FileStream file = new(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
