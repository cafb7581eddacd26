using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Lets go of what has expired: whole partitions are detached, which holds up nobody, and dropped. What expired within a partition is
/// deleted row by row only while the partition is small; in a large one it lies until the partition goes.
/// </summary>
internal sealed class Sweeper(Database database, Names names, PartitionMaker maker, StoreMetrics metrics)
{
    /// <summary>Up to this size of its table, in bytes, a partition is swept row by row: about 3,000 sessions.</summary>
    public const long Small = 1 << 20;

    // One who lets go at a time, in all processes; held by the connection, because DETACH CONCURRENTLY runs in no transaction.
    private readonly string _lock = $"hashtextextended('{names.Schema} upkeep', 0)";

    public async ValueTask<int> SweepAsync(long now, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
        {
            return 0;
        }

        database.RequireOpen();
        try
        {
            await maker.AheadAsync();
            await using NpgsqlConnection connection = await database.Side.Source.OpenConnectionAsync(cancellationToken);
            return await SweepAsync(connection, now, limit, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or ObjectDisposedException)
        {
            metrics.Unavailable();
            throw Throw.Unavailable(failure);
        }
    }

    // Looks at the token between statements: to cancel one, the driver would wait for the server (see Pool).
    private async Task<int> SweepAsync(NpgsqlConnection connection, long now, int limit, CancellationToken cancellationToken)
    {
        if (!await AskAsync<bool>(connection, $"SELECT pg_try_advisory_lock({_lock})", []))
        {
            return 0;
        }

        try
        {
            int swept = 0;
            foreach (Partition part in await Partition.ListAsync(connection, names))
            {
                if (swept >= limit || cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                // Whole where it is large or would go anyway; the limit bounds the work, and dropping is little work.
                bool past = part.Ends < now;
                int rows = past ? await CountAsync(connection, part, limit - swept) : 0;
                if (past && (part.Bytes > Small || rows <= limit - swept))
                {
                    await DropAsync(connection, part);
                    swept += Math.Min(rows, limit - swept);
                }
                else
                {
                    swept += await AskAsync<int>(
                        connection, $"SELECT {names.Schema}.sweep_rows($1::regclass, $2, $3, $4, $5)",
                        [part.Name, part.Ends, now, limit - swept, Small]);
                }
            }

            await AskAsync<object>(connection, $"SELECT {names.Schema}.forget_epochs($1)", [now - (long)ISessionStore.EpochMemory.TotalMilliseconds]);
            return swept;
        }
        finally
        {
            await AskAsync<bool>(connection, $"SELECT pg_advisory_unlock({_lock})", []);
        }
    }

    // One more than fits, so that "all of them" and "too many" differ.
    private static Task<int> CountAsync(NpgsqlConnection connection, Partition part, int most) =>
        AskAsync<int>(connection, $"SELECT count(*)::int4 FROM (SELECT FROM {part.Name} LIMIT $1) found", [(long)most + 1]);

    private async Task DropAsync(NpgsqlConnection connection, Partition part)
    {
        await RunAsync(connection, part.Detach($"{names.Schema}.session"));
        if (part.Data is { } data)
        {
            await RunAsync(connection, data.Detach($"{names.Schema}.session_data"));
            await RunAsync(connection, $"DROP TABLE IF EXISTS {data.Name}");
        }

        await RunAsync(connection, $"DROP TABLE IF EXISTS {part.Name}");
        maker.Doubt(part.Ends);
        metrics.PartitionDropped();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string? sql)
    {
        if (sql is not null)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Query<T>.Add(command, values);
        return await command.ExecuteScalarAsync() is T answer ? answer : throw new InvalidOperationException("PostgreSQL answered with nothing.");
    }
}
