using Cloakroom.PostgreSql;
using Cloakroom.Testing;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PostgreSqlConformanceTests(SharedPostgres shared)
{
    public static TheoryData<string> Cases => [.. StoreConformance.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task PostgreSql_keeps_the_contract(string name)
    {
        PostgreSqlStoreOptions options = SharedPostgres.Options(await shared.ServerAsync(), SharedPostgres.NewSchema());
        Assert.True(await StoreConformance.Case(name).RunAsync(new StoreFixture(Open) { OpenAgain = Open }));

        ValueTask<ISessionStore> Open(TimeProvider time) => new(PostgreSqlSessionStore.Open(options, time));
    }
}
