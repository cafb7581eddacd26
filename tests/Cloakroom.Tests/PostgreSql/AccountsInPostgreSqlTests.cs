using System.Data.Common;
using System.Net;
using Cloakroom.PostgreSql;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Server.Throttling;
using Cloakroom.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cloakroom.Tests.PostgreSql;

public sealed class AccountsInPostgreSqlTests(SharedPostgres shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tables_are_those_that_Entity_Framework_expects()
    {
        PostgresProcess server = await shared.ServerAsync();
        string database = await NewDatabaseAsync(server);
        using var accounts = new PostgreSqlAccounts(Options(server, database));
        accounts.Prepare();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAccounts();
        services.AddSingleton<AccountsDatabase>(accounts);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await using AsyncServiceScope scope = provider.CreateAsyncScope();
        string script = scope.ServiceProvider.GetRequiredService<AccountsContext>().Database.GenerateCreateScript();
        await using NpgsqlConnection connection = await ConnectAsync(server, database);
        await RunAsync(connection, $"CREATE SCHEMA expected; SET search_path = expected; {script}");
        Assert.Equal(await SchemaAsync(connection, "expected"), await SchemaAsync(connection, "cloakroom_accounts"));
    }

    [Fact]
    public async Task Nodes_that_start_together_make_the_tables_once()
    {
        PostgresProcess server = await shared.ServerAsync();
        string database = await NewDatabaseAsync(server);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var accounts = new PostgreSqlAccounts(Options(server, database));
            accounts.Prepare();
        }, Stop)));
        using var after = new PostgreSqlAccounts(Options(server, database));
        Assert.True(after.IsEmpty());
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_left_alone()
    {
        PostgresProcess server = await shared.ServerAsync();
        using var accounts = new PostgreSqlAccounts(Options(server, await NewDatabaseAsync(server)));
        accounts.Prepare();
        using (DbConnection connection = accounts.OpenQuick())
        {
            connection.Run("UPDATE accounts_schema SET version = 99");
        }

        Assert.Contains("newer Cloakroom (schema 99", Assert.Throws<StartRefusedException>(accounts.Prepare).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_failures_are_free_and_of_many_at_once_no_more_begin()
    {
        PostgresProcess server = await shared.ServerAsync();
        using var accounts = new PostgreSqlAccounts(Options(server, await NewDatabaseAsync(server)));
        accounts.Prepare();
        var clock = new FakeClock();
        var throttle = new LoginThrottle(accounts, new AddressThrottle(accounts, new ServerOptions(), clock), clock);
        Lane ada = Of("ada@example.org"), bob = Of("bob@example.org");
        TimeSpan?[] waits = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => throttle.Begin(ada), Stop)));
        Assert.Equal(LoginThrottle.FreeFailures, waits.Count(w => w is null));
        throttle.Failed(ada, known: true);
        Assert.Equal(TimeSpan.FromSeconds(1), throttle.Wait(ada));
        Assert.Null(throttle.Begin(bob));
        throttle.Succeeded(ada);
        Assert.Null(throttle.Begin(ada));
        // Nobody who holds a connection waits for another one: of those there are two.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => throttle.Wait(bob), Stop))), Assert.Null);
    }

    [Fact]
    public async Task Of_many_at_once_from_one_address_twenty_begin()
    {
        PostgresProcess server = await shared.ServerAsync();
        using var accounts = new PostgreSqlAccounts(Options(server, await NewDatabaseAsync(server)));
        accounts.Prepare();
        var clock = new FakeClock();
        var throttle = new AddressThrottle(accounts, new ServerOptions(), clock);
        var address = ClientAddress.Of(IPAddress.Loopback);
        TimeSpan?[] waits = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Patiently(() => throttle.Begin(address)), Stop)));
        Assert.Equal(20, waits.Count(w => w is null));
        throttle.TakeBack(address);
        Assert.Null(throttle.Begin(address));
        Assert.Equal(TimeSpan.FromMinutes(1), throttle.Begin(address));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(throttle.Begin(address));
    }

    // Fifty share the few connections of a small pool: on a busy machine one is told to come back.
    private static T Patiently<T>(Func<T> ask)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return ask();
            }
            catch (NpgsqlException full) when (full.InnerException is TimeoutException && i < 30)
            {
                // The pool itself has waited.
            }
        }
    }

    private static Lane Of(string text) =>
        EmailAddress.TryParse(text, out EmailAddress? name) ? Lane.Of(name, ClientAddress.Of(IPAddress.Loopback)) : throw new ArgumentException(text, nameof(text));

    private static PostgreSqlStoreOptions Options(PostgresProcess server, string database) =>
        PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{server.Port}/{database}");

    private static async Task<string> NewDatabaseAsync(PostgresProcess server)
    {
        string name = SharedPostgres.NewSchema();
        await server.AskAsync($"CREATE DATABASE {name}");
        return name;
    }

    private static async Task<NpgsqlConnection> ConnectAsync(PostgresProcess server, string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString);
        await connection.OpenAsync(Stop);
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    // Columns, indexes and constraints of the tables that Entity Framework knows; the others are ours alone.
    private static async Task<List<string>> SchemaAsync(NpgsqlConnection connection, string schema)
    {
        const string Sql = """
            SELECT line FROM (
                SELECT table_name, concat_ws(' ', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, identity_generation) AS line
                FROM information_schema.columns WHERE table_schema = $1
                UNION ALL SELECT tablename, replace(indexdef, $1 || '.', '') FROM pg_indexes WHERE schemaname = $1
                UNION ALL SELECT conrelid::regclass::text, conname || ' ' || replace(pg_get_constraintdef(oid), $1 || '.', '') FROM pg_constraint WHERE connamespace = $1::regnamespace
            ) lines WHERE replace(table_name, $1 || '.', '') IN (SELECT tablename FROM pg_tables WHERE schemaname = 'expected') ORDER BY line COLLATE "C"
            """;
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new NpgsqlParameter { Value = schema } } };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Stop);
        var lines = new List<string>();
        while (await reader.ReadAsync(Stop))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
