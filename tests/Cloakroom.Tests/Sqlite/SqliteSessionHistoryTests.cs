using Cloakroom.Tests.Sessions;

namespace Cloakroom.Tests.Sqlite;

/// <summary>Few files and many schedules in each: opening one costs more than playing one.</summary>
public sealed class SqliteSessionHistoryTests : SessionHistoryProperties, IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    protected override int Interleavings => 1_000;

    protected override int SchedulesPerStore => 250;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override ValueTask<ISessionStore> OpenAsync() => new(_folder.Open());
}
