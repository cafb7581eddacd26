using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>Looks at the database, makes or completes the schema, and says in one sentence why that cannot be.</summary>
internal static class Opening
{
    // DETACH PARTITION CONCURRENTLY came with 14.
    private const int OldestServer = 140000;

    /// <exception cref="StoreStartException">It cannot be used; the message says what to do.</exception>
    public static async Task RunAsync(PostgreSqlStoreOptions options, Database database, Names names)
    {
        try
        {
            await using NpgsqlConnection connection = await database.Side.Source.OpenConnectionAsync();
            await CheckServerAsync(connection, options.Address);
            await MigrateAsync(connection, options.Address, names);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw Explain(options, failure);
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
                PostgresException { SqlState: "53300" } => $"{address} takes no more connections; raise max_connections, or end some.",
                PostgresException { SqlState: "57P03" } => $"{address} is starting or stopping; try again when it is up.",
                PostgresException { SqlState: "08P01" } => $"{address} refuses the store's settings, as a connection pooler does; connect to PostgreSQL itself.",
                PostgresException refused => $"{address} cannot be used ({refused.SqlState}: {refused.MessageText}).",
                NpgsqlException { Message: var message } when message.Contains("suitable host", StringComparison.Ordinal) =>
                    $"None of {address} can be written to; start the primary, or name it.",
                _ => $"{address} cannot be reached; check that PostgreSQL runs there and listens.",
            },
            failure);
    }
}
