using Cloakroom.Sqlite;

namespace Cloakroom.Bench;

/// <summary>A SQLite file. What has expired is forgotten by the sweep, a thousand a second at least: ten seconds of it are watched.</summary>
internal sealed class ScaledSqlite : IScaled
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
    private readonly SqliteSessionStore _store;
    private readonly string _file;

    public ScaledSqlite()
    {
        _file = Path.Combine(_folder.FullName, "sessions.db");
        _store = SqliteSessionStore.Open(new SqliteStoreOptions(_file), TimeProvider.System);
    }

    public string Name => "SQLite";

    public ISessionStore Store => _store;

    public Task<long> SizeAsync() => Task.FromResult(new FileInfo(_file).Length);

    public Task<Func<Task>> PrepareAsync(SessionEngine engine, Population over) =>
        Task.FromResult<Func<Task>>(async () =>
        {
            using var enough = new CancellationTokenSource(Watched);
            try
            {
                await engine.SweepAsync(enough.Token);
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                // The rest of the storm is like this.
            }
        });

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
