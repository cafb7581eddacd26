using Cloakroom.Tests.Sessions;

namespace Cloakroom.Tests.Sqlite;

/// <summary>Fewer schedules than in memory, each with real commits; many share a file, so that clients meet in one group commit.</summary>
public sealed class SqliteHistoryTests : SessionHistoryProperties, IAsyncDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentBag<StoreFolder> _folders = [];

    protected override int Interleavings => 1_000;

    protected override int SchedulesPerStore => 50;

    protected override ValueTask<ISessionStore> OpenAsync()
    {
        var folder = new StoreFolder();
        _folders.Add(folder);
        return new(folder.Open());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (StoreFolder folder in _folders)
        {
            await folder.DisposeAsync();
        }
    }
}
