using System.Globalization;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Whether the server behind a connection is still the one that took our writes. A standby that was promoted, a database restored from a
/// copy, a log that lost its end or another server altogether may not have them all.
/// </summary>
internal sealed class StoreWatch
{
    // After a crash the server begins with a checkpoint where its log ends: what was written behind that place is lost.
    private const string Question = """
        SELECT (SELECT system_identifier::text FROM pg_control_system()), substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8),
            pg_postmaster_start_time()::text, (SELECT (redo_lsn - '0/0')::int8 FROM pg_control_checkpoint()),
            (pg_current_wal_flush_lsn() - '0/0')::int8
        WHERE NOT pg_is_in_recovery()
        """;

    private const string ReadOnly = "PostgreSQL is read-only, probably a standby; name the primary, or all servers.";

    private readonly Lock _gate = new();
    private Identity? _last;
    private long _needed;
    private long _generation = 1;
    private string? _trouble;
    private volatile bool _isReadOnly;

    /// <summary>Begins at 1; goes up when acknowledged changes may have been lost.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>What keeps the store from working, in one sentence; null when all is well.</summary>
    public string? Trouble => Volatile.Read(ref _trouble) ?? (_isReadOnly ? ReadOnly : null);

    /// <summary>A change was refused for that reason, and none has succeeded since.</summary>
    public bool IsReadOnly
    {
        get => _isReadOnly;
        set
        {
            // Written on every call otherwise, for all cores to see.
            if (_isReadOnly != value)
            {
                _isReadOnly = value;
            }
        }
    }

    /// <summary>The log must reach this place, or acknowledged changes are lost. Of a change: one behind where it is written, before its commit.</summary>
    public void Needs(long place)
    {
        for (long needed = Interlocked.Read(ref _needed); place > needed;)
        {
            long found = Interlocked.CompareExchange(ref _needed, place, needed);
            needed = found == needed ? place : found;
        }
    }

    /// <summary>Looks at the server of a new connection, before anything is asked of it.</summary>
    public async Task LookAsync(NpgsqlConnection connection)
    {
        // What is acknowledged while the question is answered is for the next one.
        long needed = Interlocked.Read(ref _needed);
        if (await AskAsync(connection) is not { } now)
        {
            return;
        }

        lock (_gate)
        {
            // Several connections may find out at once: then it has changed once.
            needed = Math.Min(needed, Interlocked.Read(ref _needed));
            if (_last is { } last && !now.Follows(last, needed))
            {
                Interlocked.Increment(ref _generation);
                Interlocked.Exchange(ref _needed, now.Flushed);
            }

            _last = now;
        }

        Needs(now.Flushed);
    }

    /// <summary>The line is up.</summary>
    public void Found() => Volatile.Write(ref _trouble, null);

    /// <summary>The connection is lost, or none can be made.</summary>
    public void Lost(Exception failure) => Volatile.Write(ref _trouble, failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState } =>
            ReadOnly,
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "PostgreSQL takes no more connections; raise max_connections, or end some.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "PostgreSQL does not let the store's user in any more; check user and password.",
        StoreStartException or PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "PostgreSQL cannot be used as it is set up; the log says why.",
        OperationCanceledException or ObjectDisposedException => null,
        _ => "PostgreSQL cannot be reached; check that it runs and listens.",
    });

    /// <summary>Null for a standby.</summary>
    private static async Task<Identity?> AskAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Question, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new(
                reader.GetString(0), uint.Parse(reader.GetString(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture), reader.GetString(2),
                reader.GetInt64(3), reader.GetInt64(4))
            : null;
    }

    /// <param name="System">Made with the database cluster.</param>
    /// <param name="Timeline">Another after a promotion.</param>
    /// <param name="Started">When the server was started.</param>
    /// <param name="Redo">Where its log was at the last checkpoint.</param>
    /// <param name="Flushed">Where its log is.</param>
    private sealed record Identity(string System, uint Timeline, string Started, long Redo, long Flushed)
    {
        public bool Follows(Identity last, long needed) =>
            System == last.System && Timeline == last.Timeline && (Started == last.Started ? Flushed : Redo) >= needed;
    }
}
