using Cloakroom.PostgreSql;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PostgreSqlStartTests(SharedPostgres shared)
{
    [Theory]
    [InlineData("postgres://postgres@127.0.0.1:PORT/nowhere", "has no database nowhere; make it (createdb nowhere)")]
    [InlineData("postgres://needs_password:hunter2@127.0.0.1:PORT/postgres", "does not let the user needs_password in; check user and password")]
    [InlineData("postgres://nobody_here@127.0.0.1:PORT/postgres", "does not let the user nobody_here in")]
    [InlineData("postgres://needs_password@127.0.0.1:PORT/postgres", "cannot be used (No password has been provided")]
    [InlineData("postgres://postgres@127.0.0.1:1,127.0.0.1:PORT/nowhere", "has no database nowhere; make it (createdb nowhere)")]
    public async Task What_stops_the_start_is_said_in_one_sentence(string address, string named)
    {
        PostgresProcess server = await shared.ServerAsync();
        string sentence = Refused(Options(address.Replace("PORT", $"{server.Port}", StringComparison.Ordinal)));
        Assert.Contains(named, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Fact]
    public async Task A_read_only_database_is_refused()
    {
        PostgresProcess server = await shared.ServerAsync();
        await server.AskAsync("CREATE DATABASE read_only");
        await server.AskAsync("ALTER DATABASE read_only SET default_transaction_read_only = on");
        Assert.Contains("is read-only, probably a standby; name the primary", Refused(Options($"postgres://postgres@127.0.0.1:{server.Port}/read_only")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_the_right_to_make_tables_is_told_what_to_grant()
    {
        PostgresProcess server = await shared.ServerAsync();
        await server.AskAsync("CREATE ROLE visitor LOGIN");
        PostgreSqlStoreOptions options = Options($"postgres://visitor@127.0.0.1:{server.Port}/postgres");
        options.Schema = SharedPostgres.NewSchema();
        Assert.Contains($"CREATE SCHEMA {options.Schema} AUTHORIZATION \"visitor\"", Refused(options), StringComparison.Ordinal);
        await server.AskAsync($"CREATE SCHEMA {options.Schema} AUTHORIZATION visitor");
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_or_of_another_program_is_left_alone()
    {
        PostgresProcess server = await shared.ServerAsync();
        PostgreSqlStoreOptions options = SharedPostgres.Options(server, SharedPostgres.NewSchema());
        await PostgreSqlSessionStore.Open(options, TimeProvider.System).DisposeAsync();
        await server.AskAsync($"UPDATE {options.Schema}.schema_version SET version = 99");
        Assert.Contains("was written by a newer version of Cloakroom (schema 99", Refused(options), StringComparison.Ordinal);

        options.Schema = SharedPostgres.NewSchema();
        await server.AskAsync($"CREATE SCHEMA {options.Schema}; CREATE TABLE {options.Schema}.session (id int)");
        Assert.Contains("has tables of another program; choose another", Refused(options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_start_together_make_the_schema_once()
    {
        PostgresProcess server = await shared.ServerAsync();
        PostgreSqlStoreOptions options = SharedPostgres.Options(server, SharedPostgres.NewSchema());
        PostgreSqlSessionStore[] stores = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgreSqlSessionStore.Open(options, TimeProvider.System), TestContext.Current.CancellationToken)));
        foreach (PostgreSqlSessionStore store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("postgres://")]
    [InlineData("postgres://user:hunter2@/db")]
    [InlineData("mysql://user:hunter2@host/db")]
    [InlineData("Host=h;Database=d;Maximum Pool Size=900;Password=hunter2")]
    [InlineData("Host=h;Database=d;Colour=blue;Password=hunter2")]
    [InlineData("Host=h;Database=d;Options=-c fsync=off;Password=hunter2")]
    [InlineData("postgres://user:hunter2@host/db?sslmode=perhaps")]
    [InlineData("postgres://user:hunter2@host/db?pooling=false")]
    public void An_address_with_a_mistake_is_refused_without_repeating_the_password(string address)
    {
        string sentence = Assert.Throws<StoreStartException>(() => new ServiceCollection().AddCloakroom().AddPostgreSql(address)).Message;
        Assert.StartsWith("The address of the PostgreSQL store ", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://ann:p%40ss@one,two:5433/shop", "postgres://one:5432,two:5433/shop", "ann", "p@ss")]
    [InlineData("postgresql://ann@[::1]:5433/shop?sslmode=verify-full", "postgres://[::1]:5433/shop", "ann", null)]
    [InlineData("Host=db;Database=shop;Username=ann;Password=secret", "postgres://db:5432/shop", "ann", "secret")]
    [InlineData("Server=db;Port=99;User Id=ann", "postgres://db:99/ann", "ann", null)]
    public void An_address_says_where_and_who(string text, string shown, string user, string? password)
    {
        Assert.True(PostgreSqlAddress.TryParse(text, out PostgreSqlAddress? address, out string problem), problem);
        Assert.Equal((shown, user, password), (address.ToString(), address.Settings().Username, address.Settings().Password));
    }

    [Fact]
    public void Options_out_of_range_are_named_with_their_range()
    {
        PostgreSqlStoreOptions options = Options("postgres://a@b/c");
        Assert.Empty(options.Validate());
        options.Schema = "Drop\"";
        options.PoolSize = 1000;
        options.Deadline = TimeSpan.FromMinutes(1);
        options.LockTimeout = TimeSpan.Zero;
        options.TouchDelay = TimeSpan.FromMinutes(1);
        Assert.Equal(
            ["PostgreSql:Schema is", "PostgreSql:PoolSize is", "PostgreSql:Deadline is", "PostgreSql:LockTimeout is", "PostgreSql:TouchDelay is"],
            options.Validate().Select(sentence => string.Join(' ', sentence.Split(' ')[..2])));
    }

    private static PostgreSqlStoreOptions Options(string address) => PostgreSqlStoreOptions.Parse(address);

    private static string Refused(PostgreSqlStoreOptions options) =>
        Assert.Throws<StoreStartException>(() => PostgreSqlSessionStore.Open(options, TimeProvider.System)).Message;
}
