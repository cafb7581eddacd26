using Cloakroom.PostgreSql;
using Cloakroom.Server.Accounts;
using Cloakroom.Tests.PostgreSql;

namespace Cloakroom.Tests.Server.Throttling;

public sealed class LockoutRaceTests(SharedPostgres shared)
{
    [Fact]
    public async Task In_SQLite_fifty_tries_at_once_look_at_five_passwords()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-test-");
        using (SqliteAccounts one = new(Path.Combine(folder.FullName, "accounts.db")), other = new(one.Place))
        {
            one.Prepare();
            using var races = new LockoutRaces(one, other);
            await races.RunAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task In_PostgreSQL_fifty_tries_at_once_look_at_five_passwords()
    {
        PostgresProcess server = await shared.ServerAsync();
        string name = SharedPostgres.NewSchema();
        await server.AskAsync($"CREATE DATABASE {name}");
        PostgreSqlStoreOptions options = PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{server.Port}/{name}");
        using PostgreSqlAccounts one = new(options), other = new(options);
        one.Prepare();
        using var races = new LockoutRaces(one, other);
        await races.RunAsync();
    }
}
