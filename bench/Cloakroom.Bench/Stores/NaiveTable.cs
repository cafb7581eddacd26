using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Cloakroom.Bench.Stores;

/// <summary>
/// Sessions as they are most often put into PostgreSQL: one table by ID, an index by expiry, a read and a sliding expiry with every request,
/// and a job that deletes what has expired.
/// </summary>
internal sealed class NaiveTable(PostgresServer server, DateTimeOffset start) : IContender
{
    private const string Application = "naive";

    // Npgsql's own default.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(server.Connection(Application, pool: 100));
    private string[] _ids = [];
    private long _walAtStart;

    public string Name => "PostgreSQL, naive table";

    public async Task FillAsync(int sessions)
    {
        await RunAsync(
            """
            CREATE TABLE sessions (id text PRIMARY KEY, user_id text NOT NULL, data jsonb NOT NULL, expires_at timestamptz NOT NULL);
            CREATE INDEX sessions_by_user ON sessions (user_id);
            CREATE INDEX sessions_by_expiry ON sessions (expires_at);
            """);
        _ids = [.. Enumerable.Range(0, sessions).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))];
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await using (NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync("COPY sessions FROM STDIN (FORMAT BINARY)"))
        {
            for (int i = 0; i < sessions; i++)
            {
                await import.StartRowAsync();
                await import.WriteAsync(_ids[i], NpgsqlDbType.Text);
                await import.WriteAsync(i.ToString(CultureInfo.InvariantCulture), NpgsqlDbType.Text);
                await import.WriteAsync(
                    $$"""{"email":"person{{i}}@example.com","roles":["user"],"amr":["pwd"],"device":"Firefox on Linux","createdAt":"2026-11-22T09:00:00Z"}""",
                    NpgsqlDbType.Jsonb);
                await import.WriteAsync(Clock.ExpiryOf(i, start), NpgsqlDbType.TimestampTz);
            }

            await import.CompleteAsync();
        }

        await RunAsync("VACUUM ANALYZE sessions");
        await RunAsync("CHECKPOINT");
        _walAtStart = await WalAsync();
    }

    public async Task LookUpAsync(int session)
    {
        await using NpgsqlCommand find = _source.CreateCommand("SELECT user_id, data FROM sessions WHERE id = $1 AND expires_at > $2");
        find.Parameters.Add(new() { Value = _ids[session] });
        find.Parameters.Add(new() { Value = start.UtcDateTime });
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            throw new InvalidOperationException("A session is missing.");
        }
    }

    public async Task<bool> RecognizeAsync(int session)
    {
        try
        {
            await LookUpAsync(session);
            await using NpgsqlCommand slide = _source.CreateCommand("UPDATE sessions SET expires_at = $2 WHERE id = $1");
            slide.Parameters.Add(new() { Value = _ids[session] });
            slide.Parameters.Add(new() { Value = Clock.ExpiryOf(session, start).AddSeconds(session % 60) });
            await slide.ExecuteNonQueryAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public async Task<int?> CountConnectionsAsync() =>
        (int)await AskAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{Application}'");

    public async Task ExpireAsync()
    {
        await using NpgsqlCommand delete = _source.CreateCommand("DELETE FROM sessions WHERE expires_at < $1");
        delete.Parameters.Add(new() { Value = Clock.AfterTheFirstHalf(start).UtcDateTime });
        delete.CommandTimeout = 0;
        await delete.ExecuteNonQueryAsync();
        // The rows are only marked as dead by then. Autovacuum would come for them a minute later, and is part of what it costs.
        await RunAsync("VACUUM sessions");
    }

    public async Task<long?> WrittenAheadAsync() => await WalAsync() - _walAtStart;

    public Task<long> SizeAsync() => AskAsync("SELECT pg_total_relation_size('sessions')");

    public bool Freeze(bool frozen)
    {
        Signals.Send(server.ProcessId, frozen);
        return true;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<long> WalAsync() => AskAsync("SELECT (pg_current_wal_lsn() - '0/0')::int8");

    private async Task<long> AskAsync(string sql)
    {
        await using NpgsqlCommand command = _source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    private async Task RunAsync(string sql)
    {
        await using NpgsqlCommand command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
