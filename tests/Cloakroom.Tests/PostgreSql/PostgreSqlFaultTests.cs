using Cloakroom.PostgreSql;
using Cloakroom.Tests.Sqlite;
using Npgsql;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>What the database does to the store, and what the store makes of it.</summary>
public sealed class PostgreSqlFaultTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("QUIT")]
    [InlineData("KILL")]
    [InlineData("INT")]
    public async Task However_the_server_ends_what_was_acknowledged_stays(string signal)
    {
        // The server's own default would lose it (promise M12).
        await using PostgresProcess server = await PostgresProcess.StartAsync("synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=0");
        await using PostgreSqlSessionStore store = Open(server);
        Session[] kept = new Session[5], ended = new Session[5];
        for (int i = 0; i < kept.Length; i++)
        {
            (kept[i], ended[i]) = (await store.AddAsync(Now), await store.AddAsync(Now));
        }

        foreach (Session session in ended)
        {
            Assert.Equal(Applied.Done, await store.EndAsync(session));
        }

        await server.StopAsync(signal);
        // What a killed server leaves behind may answer for a moment.
        await Until.TrueAsync(async () => await FailsAsync(() => store.FindAsync(kept[0].Digest, Stop)));
        await server.RestartAsync();
        StoredSession first = await Until.AnsweredAsync(() => store.FindAsync(kept[0].Digest, Stop));
        Assert.Equal(kept[0].Digest, first.Session?.Digest);
        // From here on nobody meets a dead connection.
        foreach (Session session in kept)
        {
            Assert.Equal(session.Digest, (await store.FindAsync(session)).Session?.Digest);
        }

        foreach (Session session in ended)
        {
            Assert.Equal(EndReason.LoggedOut, (await store.FindAsync(session)).Ended);
        }

        await Until.TrueAsync(async () => await store.RefreshAsync(Stop));
        Assert.Null(store.Trouble);
        Assert.Equal(1, store.Generation);
    }

    [Fact]
    public async Task A_read_survives_the_loss_of_its_connection()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await using PostgreSqlSessionStore store = Open(server);
        Session session = await store.AddAsync(Now);
        for (int i = 0; i < 5; i++)
        {
            await server.AskAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cloakroom'");
            Assert.Equal(session, (await store.FindAsync(session)).Session);
        }
    }

    [Fact]
    public async Task A_table_that_somebody_locks_holds_nobody_up()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        PostgreSqlStoreOptions options = PostgreSqlStoreOptions.Parse(server.Address);
        options.TouchDelay = TimeSpan.Zero;
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        Session session = await Until.AnsweredAsync(async () => await store.AddAsync(Now));
        await using (NpgsqlConnection other = await server.ConnectAsync())
        await using (NpgsqlTransaction held = await other.BeginTransactionAsync(Stop))
        {
            await using var command = new NpgsqlCommand("LOCK TABLE cloakroom.session IN ACCESS EXCLUSIVE MODE", other);
            await command.ExecuteNonQueryAsync(Stop);
            await Refused(() => store.FindAsync(session.Digest, Stop));
            await Refused(() => store.DeleteAsync(new(session.Digest, EndReason.LoggedOut), Stop));
            await Refused(() => store.TouchAsync(new(session.Digest, Now), Stop));
            await Refused(() => store.CreateAsync(new(Login(Now), 5), Stop));
            await Refused(() => store.WriteAsync(DataWrite.Remove(session.Digest, "cart", DataCondition.None), Stop));
        }

        Assert.Equal(session.Digest, (await Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))).Session?.Digest);
    }

    [Fact]
    public async Task A_server_without_connections_to_spare_is_unavailable_and_then_is_not()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync("max_connections=14", "superuser_reserved_connections=3");
        await server.AskAsync("CREATE ROLE app LOGIN; GRANT CREATE ON DATABASE postgres TO app");
        PostgreSqlStoreOptions options = PostgreSqlStoreOptions.Parse($"postgres://app@127.0.0.1:{server.Port}/postgres");
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        Session session = await Until.AnsweredAsync(async () => await store.AddAsync(Now));
        await server.AskAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cloakroom'");
        var others = new List<NpgsqlConnection>();
        await Until.TrueAsync(async () =>
        {
            var other = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Username=app;Database=postgres;Pooling=false");
            others.Add(other);
            try
            {
                await other.OpenAsync(Stop);
                return false;
            }
            catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                return true;
            }
        });
        await Until.TrueAsync(async () => await FailsAsync(() => store.FindAsync(session.Digest, Stop)) || store.Trouble is not null);
        foreach (NpgsqlConnection other in others)
        {
            await other.DisposeAsync();
        }

        Assert.Equal(session.Digest, (await Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))).Session?.Digest);
        await Until.TrueAsync(() => store.Trouble is null);
    }

    [Fact]
    public async Task A_server_that_stands_still_is_unavailable_in_bounded_time()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        PostgreSqlStoreOptions options = PostgreSqlStoreOptions.Parse(server.Address);
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        Session session = await Until.AnsweredAsync(async () => await store.AddAsync(Now));
        object? pids = await server.AskAsync("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE application_name = 'cloakroom'");
        string[] stopped = $"{pids}".Split(' ');
        Array.ForEach(stopped, pid => PostgresProcess.Signal("STOP", pid));
        await Refused(() => store.FindAsync(session.Digest, Stop));
        Array.ForEach(stopped, pid => PostgresProcess.Signal("CONT", pid));
        Assert.Equal(session.Digest, (await Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))).Session?.Digest);
    }

    [Fact]
    public async Task A_server_that_takes_no_changes_still_answers_and_is_in_trouble()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await using PostgreSqlSessionStore store = Open(server);
        Session session = await store.AddAsync(Now);
        await server.AskAsync("ALTER SYSTEM SET default_transaction_read_only = on");
        await server.AskAsync("SELECT pg_reload_conf()");
        await Until.TrueAsync(async () => await FailsAsync(() => store.UpdateAsync(new(session with { Version = 99 }), Stop)));
        Assert.Equal(session, (await store.FindAsync(session)).Session);
        Assert.Contains("read-only", store.Trouble, StringComparison.Ordinal);
        await server.AskAsync("ALTER SYSTEM RESET default_transaction_read_only");
        await server.AskAsync("SELECT pg_reload_conf()");
        Assert.Equal(Applied.Done, await Until.AnsweredAsync(() => store.DeleteAsync(new(session.Digest, EndReason.LoggedOut), Stop)));
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task Of_two_servers_the_one_that_can_be_written_to_is_used_and_its_successor_is_another_store()
    {
        await using PostgresProcess primary = await PostgresProcess.StartAsync();
        await using PostgresProcess standby = await primary.StandbyAsync();
        PostgreSqlStoreOptions options = PostgreSqlStoreOptions.Parse($"postgres://postgres@127.0.0.1:{standby.Port},127.0.0.1:{primary.Port}/postgres");
        options.Deadline = TimeSpan.FromSeconds(5);
        await using PostgreSqlSessionStore store = PostgreSqlSessionStore.Open(options, TimeProvider.System);
        Session session = await store.AddAsync(Now);
        Assert.Equal(1, store.Generation);
        await Until.TrueAsync(async () => await standby.AskAsync($"SELECT count(*) FROM cloakroom.session WHERE digest = '\\x{Convert.ToHexStringLower(session.Digest.ToArray())}'") is 1L);
        await primary.StopAsync("QUIT");
        await Until.TrueAsync(() => store.Trouble is not null);
        await standby.AskAsync("SELECT pg_promote()");
        Assert.Equal(session.Digest, (await Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))).Session?.Digest);
        Assert.Equal(Applied.Done, await Until.AnsweredAsync(() => store.DeleteAsync(new(session.Digest, EndReason.LoggedOut), Stop)));
        await Until.TrueAsync(() => store.Generation == 2 && store.Trouble is null);
    }

    [Fact]
    public async Task A_server_that_was_restored_from_a_copy_is_another_store_before_it_answers()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await using PostgreSqlSessionStore store = Open(server);
        Session session = await store.AddAsync(Now);
        await using PostgresProcess copy = await server.CopyAsync();
        Assert.Equal(Applied.Done, await store.EndAsync(session));
        await server.StopAsync("KILL");
        await copy.TakePlaceAsync(server);
        // In the copy it lives.
        Assert.NotNull((await Until.AnsweredAsync(() => store.FindAsync(session.Digest, Stop))).Session);
        Assert.Equal(2, store.Generation);
        await Until.TrueAsync(async () => await store.RefreshAsync(Stop));
        Assert.Equal(2, store.Generation);
    }

    private static PostgreSqlSessionStore Open(PostgresProcess server)
    {
        var options = PostgreSqlStoreOptions.Parse(server.Address);
        options.Deadline = TimeSpan.FromSeconds(5);
        return PostgreSqlSessionStore.Open(options, TimeProvider.System);
    }

    private static async Task Refused<T>(Func<ValueTask<T>> call) => Assert.True(await FailsAsync(call));

    // The bound is generous; that it is kept at all is what counts on a busy machine.
    private static async Task<bool> FailsAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            await call().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop);
            return false;
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }
}
