using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Looks at the database, makes or completes the schema, and says in one sentence why that cannot be: at the start, or where the server is
/// away then, as soon as it is there.
/// </summary>
internal sealed class Opening(PostgreSqlStoreOptions options, Database database, Names names, TimeProvider time)
{
    /// <summary>Longest for the schema, another node that makes it included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // DETACH PARTITION CONCURRENTLY came with 14.
    private const int OldestServer = 140000;

    /// <summary>Whether the store can be used.</summary>
    public bool IsDone => database.Obstacle is null;

    /// <summary>Tries it. A server that is away does not stop the start.</summary>
    /// <exception cref="StoreStartException">It can be reached, and not be used; the message says what to do.</exception>
    public async Task StartAsync()
    {
        try
        {
            await database.Side.RunAsync(RunAsync, Patience, time);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            Failed(failure);
            if (database.Obstacle is StoreStartException refusal)
            {
                throw refusal;
            }
        }
    }

    /// <summary>Does it on this connection, if it is still to be done.</summary>
    public async Task<bool> RunAsync(NpgsqlConnection connection)
    {
        if (!IsDone)
        {
            await CheckServerAsync(connection, options.Address);
            await MigrateAsync(connection, options.Address, names);
            database.Obstacle = null;
        }

        return true;
    }

    /// <summary>No connection could be made, or not used. Callers are told what is to be done, if there is anything.</summary>
    public void Failed(Exception failure)
    {
        if (!IsDone)
        {
            Exception cause = Away.Cause(failure);
            // Of several servers the driver remembers for a second that none will do, and does not say why.
            bool away = Away.Is(cause) || (options.Address.Hosts.Count > 1 && failure is NpgsqlException { InnerException: null });
            database.Obstacle = away || cause is StoreStartException ? cause : Explain(options, cause);
        }
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, PostgreSqlAddress address)
    {
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('server_version_num')::int4, current_setting('server_version'), pg_is_in_recovery() OR current_setting('transaction_read_only')::bool", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (reader.GetInt32(0) < OldestServer)
        {
            throw new StoreStartException($"{address} is PostgreSQL {reader.GetString(1)}, and the store needs 14 or later; update the server.");
        }

        if (reader.GetBoolean(2))
        {
            throw new StoreStartException($"{address} is read-only, probably a standby; name the primary, or all servers: postgres://user@one,two/database.");
        }
    }

    /// <summary>All steps in one transaction, under a lock: another node may be starting as well.</summary>
    private static async Task MigrateAsync(NpgsqlConnection connection, PostgreSqlAddress address, Names names)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        // A slow machine may take longer for the tables than a request should wait for a lock.
        await RunAsync(connection, "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = '60s'");
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('{names.Schema} schema', 0))");
        int version = await VersionAsync(connection, names);
        if (version > SchemaText.Version)
        {
            throw new StoreStartException(
                $"The schema {names.Bare} of {address} was written by a newer version of Cloakroom (schema {version}, this one knows {SchemaText.Version}); start that version.");
        }

        for (int step = version; step < SchemaText.Version; step++)
        {
            await RunAsync(connection, SchemaText.Step(step, names));
        }

        if (version < SchemaText.Version)
        {
            await RunAsync(connection, $"UPDATE {names.Schema}.schema_version SET version = {SchemaText.Version}; SET LOCAL synchronous_commit = on");
            await transaction.CommitAsync();
        }
    }

    // Not CREATE SCHEMA IF NOT EXISTS: where the administrator made it, the right to make schemas is not needed.
    private static async Task<int> VersionAsync(NpgsqlConnection connection, Names names)
    {
        await using var find = new NpgsqlCommand("SELECT to_regnamespace($1) IS NOT NULL, to_regclass($1 || '.schema_version') IS NOT NULL", connection)
        {
            Parameters = { new NpgsqlParameter { Value = names.Schema } },
        };
        bool hasSchema, hasVersion;
        await using (NpgsqlDataReader reader = await find.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            (hasSchema, hasVersion) = (reader.GetBoolean(0), reader.GetBoolean(1));
        }

        if (!hasVersion)
        {
            await RunAsync(connection, $"""
                {(hasSchema ? "" : $"CREATE SCHEMA {names.Schema};")}
                CREATE TABLE {names.Schema}.schema_version (version int4 NOT NULL);
                INSERT INTO {names.Schema}.schema_version VALUES (0)
                """);
            return 0;
        }

        await using var ask = new NpgsqlCommand($"SELECT version FROM {names.Schema}.schema_version", connection);
        return await ask.ExecuteScalarAsync() as int? ?? 0;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static StoreStartException Explain(PostgreSqlStoreOptions options, Exception failure)
    {
        PostgreSqlAddress address = options.Address;
        return new(
            failure switch
            {
                PostgresException { SqlState: "28P01" or "28000" } =>
                    $"{address} does not let the user {address.User} in; check user and password, and pg_hba.conf of the server.",
                PostgresException { SqlState: "3D000" } => $"{address} has no database {address.Database}; make it (createdb {address.Database}), or name another.",
                PostgresException { SqlState: "42501" } =>
                    $"The user {address.User} may not make tables in {address}; grant it: CREATE SCHEMA {options.Schema} AUTHORIZATION \"{address.User}\".",
                PostgresException { SqlState: "42P07" or "42723" } =>
                    $"The schema {options.Schema} of {address} has tables of another program; choose another with PostgreSql:Schema.",
                PostgresException { SqlState: "25006" } => $"{address} is read-only, probably a standby; name the primary, or all servers.",
                PostgresException { SqlState: "08P01" } => $"{address} refuses the store's settings, as a connection pooler does; connect to PostgreSQL itself.",
                PostgresException refused => $"{address} cannot be used ({refused.SqlState}: {refused.MessageText}).",
                _ => $"{address} cannot be used ({failure.Message}); check the settings of the connection.",
            },
            failure);
    }
}
