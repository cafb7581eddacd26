using System.Globalization;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Whether the server behind the connection is still the one that took our writes. A standby that was promoted, a database restored from a
/// copy or another server altogether may not have them all.
/// </summary>
internal sealed class StoreWatch
{
    private const string Question = """
        SELECT (SELECT system_identifier::text FROM pg_control_system()), substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8),
            (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::int8
        """;

    private const string ReadOnly = "PostgreSQL is read-only, probably a standby; name the primary, or all servers.";

    private Identity? _last;
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

    /// <summary>Looks at the server of a new connection, before anything is asked of it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">It is not wanted any more: what is seen then counts for nothing.</param>
    public async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Identity now = await AskAsync(connection);
        cancellationToken.ThrowIfCancellationRequested();
        if (_last is { } last && (now.System != last.System || now.Timeline != last.Timeline || now.Flushed < last.Flushed))
        {
            Interlocked.Increment(ref _generation);
        }

        _last = now;
        Volatile.Write(ref _trouble, null);
    }

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

    private static async Task<Identity> AskAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Question, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return new(reader.GetString(0), uint.Parse(reader.GetString(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture), reader.GetInt64(2));
    }

    private sealed record Identity(string System, uint Timeline, long Flushed);
}
