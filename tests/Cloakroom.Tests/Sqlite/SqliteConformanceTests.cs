using Cloakroom.Sqlite;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteConformanceTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Select(c => c.Name)];

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory, MemberData(nameof(Cases))]
    public async Task Sqlite_keeps_the_contract(string name) =>
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(Open) { OpenAgain = Open }));

    private ValueTask<ISessionStore> Open(TimeProvider time) =>
        new(SqliteSessionStore.Open(new SqliteStoreOptions(_folder.File) { BallastBytes = 0, BusyBudget = TimeSpan.FromSeconds(10) }, time));
}
