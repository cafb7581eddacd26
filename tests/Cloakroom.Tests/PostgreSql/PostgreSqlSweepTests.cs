using Cloakroom.PostgreSql;
using Cloakroom.Testing;
using Cloakroom.Tests.Sqlite;
using Npgsql;
using static Cloakroom.Tests.Sqlite.Sample;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PostgreSqlSweepTests(SharedPostgres shared) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private readonly string _schema = SharedPostgres.NewSchema();
    private PostgresProcess? _server;
    private PostgreSqlSessionStore? _store;

    private PostgreSqlSessionStore Store => _store ?? throw new InvalidOperationException("It is not open.");

    private PostgresProcess Server => _server ?? throw new InvalidOperationException("It does not run.");

    private DateTimeOffset Now => _clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _server = await shared.ServerAsync();
        _store = PostgreSqlSessionStore.Open(SharedPostgres.Options(_server, _schema), _clock);
    }

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(1, 12)]
    [InlineData(24, 12)]
    [InlineData(48, 12)]
    [InlineData(49, 48)]
    [InlineData(24 * 30, 192)]
    [InlineData(24 * 400, 3072)]
    public void A_longer_life_lies_in_a_wider_partition(int lifeInHours, int widthInHours)
    {
        long hour = 3_600_000, expires = Now.ToUnixTimeMilliseconds() + (lifeInHours * hour), ends = Lifetime.PartitionOf(expires, lifeInHours * hour);
        Assert.Equal(widthInHours * hour, Lifetime.Width(lifeInHours * hour));
        Assert.InRange(ends, expires, expires + (widthInHours * hour) - 1);
        Assert.Equal(0, ends % (widthInHours * hour));
    }

    [Fact]
    public async Task A_day_of_logins_takes_five_partitions_at_most_and_each_goes_whole_when_all_in_it_has_expired()
    {
        for (int hour = 0; hour < 48; hour++)
        {
            await Store.AddAsync(Now, $"user {hour}");
            _clock.Advance(TimeSpan.FromHours(1));
            // As the engine does: what expired is remembered for another day.
            await Store.SweepAsync(Now - TimeSpan.FromDays(1), 500, Stop);
            // One of them is the next, made ahead.
            Assert.InRange(await PartitionsAsync(), 1, 6);
        }

        _clock.Advance(TimeSpan.FromDays(3));
        Assert.True(await Store.SweepAsync(Now, 500, Stop) > 0);
        Assert.Equal(1, await PartitionsAsync());
        Assert.True(Store.Parts.Metrics.PartitionsDropped > 0);
    }

    [Fact]
    public async Task A_large_partition_goes_in_one_step_while_others_read()
    {
        Session first = await Store.AddAsync(Now);
        // Some ten thousand copies of it, of other sessions.
        await Server.AskAsync($"""
            INSERT INTO {_schema}.session (ends, expires, last_seen, user_key, idle, version, digest, record)
            SELECT ends, expires, last_seen, user_key, idle, version, sha256(n::text::bytea), record FROM {_schema}.session, generate_series(1, 12000) n
            """);
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(12));
        Session later = await Store.AddAsync(Now);
        using var done = new CancellationTokenSource();
        Task reading = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    Assert.Equal(later, (await Store.FindAsync(later)).Session);
                }
            },
            Stop);
        Assert.Equal(100, await Store.SweepAsync(Now, 100, Stop));
        await done.CancelAsync();
        await reading;
        Assert.Equal(StoredSession.Absent, await Store.FindAsync(first));
        Assert.Equal(1, Store.Parts.Metrics.PartitionsDropped);
        Assert.Equal(0, await Store.SweepAsync(Now, 100, Stop));
    }

    [Fact]
    public async Task In_a_large_partition_that_is_still_needed_nothing_is_deleted()
    {
        await Store.AddAsync(Now);
        await Server.AskAsync($"""
            INSERT INTO {_schema}.session (ends, expires, last_seen, user_key, idle, version, digest, record)
            SELECT ends, expires, last_seen, user_key, idle, version, sha256(n::text::bytea), record FROM {_schema}.session, generate_series(1, 12000) n
            """);
        _clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(0, await Store.SweepAsync(Now, 100, Stop));
        Assert.Equal(12001L, await Server.AskAsync($"SELECT count(*) FROM {_schema}.session"));
    }

    [Fact]
    public async Task What_was_left_half_done_is_brought_to_its_end()
    {
        await Store.AddAsync(Now);
        string part = $"{await Server.AskAsync($"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{_schema}.session'::regclass")}";
        await Server.AskAsync($"ALTER TABLE {_schema}.session DETACH PARTITION {part}");
        Assert.Equal(1, await Store.SweepAsync(Now, 100, Stop));
        // What is left is the next one, made ahead.
        Assert.Equal(1, await PartitionsAsync());
        Assert.Equal(0L, await Server.AskAsync($"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = '{_schema}'::regnamespace AND relname ~ '\\d' AND NOT relispartition"));
    }

    [Fact]
    public async Task A_missing_partition_is_made_when_it_is_needed()
    {
        await Store.AddAsync(Now);
        await Server.AskAsync($"TRUNCATE {_schema}.session");
        await Server.AskAsync($"DROP TABLE {await Server.AskAsync($"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{_schema}.session'::regclass")}");
        Session session = await Store.AddAsync(Now);
        Assert.Equal(session, (await Store.FindAsync(session)).Session);
    }

    [Fact]
    public async Task A_life_made_longer_moves_the_session_and_its_data_to_a_later_partition()
    {
        Session session = await Store.AddAsync(Now);
        await Store.PutAsync(session, "cart", [1]);
        Session longer = session with { ExpiresAt = Now.AddDays(30) };
        Assert.Equal(Applied.Done, await Store.UpdateAsync(new(longer), Stop));
        _clock.Advance(TimeSpan.FromDays(3));
        await Store.TouchAsync(new(session.Digest, Now), Stop);
        await Store.SweepAsync(Now, 100, Stop);
        Assert.Equal(longer with { Version = 2, LastSeenAt = Now }, (await Store.FindAsync(session)).Session);
        Assert.Equal([1], (await Store.ReadAsync(session.Digest, "cart", Stop))?.Value.ToArray());
    }

    [Fact]
    public async Task Touches_gather_and_are_written_together_at_the_latest_when_the_store_closes()
    {
        PostgreSqlStoreOptions options = SharedPostgres.Options(Server, _schema);
        options.TouchDelay = TimeSpan.FromSeconds(1);
        PostgreSqlSessionStore slow = PostgreSqlSessionStore.Open(options, _clock);
        Session[] sessions = [await Store.AddAsync(Now), await Store.AddAsync(Now), await Store.AddAsync(Now)];
        _clock.Advance(TimeSpan.FromMinutes(2));
        Task<Applied>[] touches = [.. sessions.Concat(sessions).Select(s => slow.TouchAsync(new(s.Digest, Now), Stop).AsTask())];
        await slow.DisposeAsync();
        Assert.All(await Task.WhenAll(touches), a => Assert.Equal(Applied.Done, a));
        Assert.Equal(1, slow.Parts.Metrics.TouchWrites);
        Assert.All(await Store.ListAsync("42", Stop), s => Assert.Equal(Now, s.LastSeenAt));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await slow.TouchAsync(new(sessions[0].Digest, Now), Stop));
    }

    [Fact]
    public async Task A_lookup_reads_nothing_but_indexes()
    {
        for (int day = 0; day < 3; day++)
        {
            await Store.AddAsync(Now);
            _clock.Advance(TimeSpan.FromHours(12));
        }

        await using NpgsqlConnection connection = await Store.Parts.Database.Pool.Source.OpenConnectionAsync(Stop);
        await using var explain = new NpgsqlCommand($"EXPLAIN SELECT record FROM {_schema}.session WHERE digest = '\\x00'", connection);
        await using NpgsqlDataReader reader = await explain.ExecuteReaderAsync(Stop);
        var plan = new List<string>();
        while (await reader.ReadAsync(Stop))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
        Assert.Equal(3, plan.Count(line => line.Contains("Index Cond", StringComparison.Ordinal)));
    }

    private async Task<long> PartitionsAsync() =>
        await Server.AskAsync($"SELECT count(*) FROM pg_inherits WHERE inhparent = '{_schema}.session'::regclass") as long? ?? -1;
}
