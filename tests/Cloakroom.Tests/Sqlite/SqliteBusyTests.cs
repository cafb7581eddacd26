using Cloakroom.Sqlite;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteBusyTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly SqliteSessionStore _store;

    public SqliteBusyTests() => _store = _folder.Open(new SqliteStoreOptions(_folder.File) { BusyBudget = TimeSpan.FromMilliseconds(50) });

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Lock_of_another_process_stops_writes_for_a_while_and_reads_not_at_all()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        await _store.PutAsync(session, "cart", [1]);
        using Connection backup = _folder.Raw();
        backup.Execute("BEGIN EXCLUSIVE");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.EndAsync(session));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.AddAsync(_folder.Clock.Now));
        Assert.Equal(session, (await _store.FindAsync(session)).Session);
        Assert.Single(await _store.ListAsync("42", Stop));
        Assert.NotNull(await _store.ReadAsync(session.Digest, "cart", Stop));
        Assert.True(await _store.RefreshAsync(Stop));

        backup.Execute("COMMIT");
        Assert.Equal(Applied.Done, await _store.EndAsync(session));
    }

    [Fact]
    public async Task Everybody_who_waits_is_answered()
    {
        using Connection backup = _folder.Raw();
        backup.Execute("BEGIN EXCLUSIVE");
        Task[] logins = [.. Enumerable.Range(0, 100).Select(_ => _store.AddAsync(_folder.Clock.Now))];
        foreach (Task login in logins)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => login);
        }

        backup.Execute("COMMIT");
        Assert.Empty(await _store.ListAsync("42", Stop));
    }

    [Fact]
    public async Task Reader_with_an_old_snapshot_does_not_stop_writes()
    {
        Session session = await _store.AddAsync(_folder.Clock.Now);
        using Connection report = _folder.Raw();
        report.Execute("BEGIN; SELECT count(*) FROM cloakroom_session");
        Assert.Equal(Applied.Done, await _store.EndAsync(session));
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(session)).Ended);
    }
}
