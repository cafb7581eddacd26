using System.Globalization;
using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// How the store connects. What is set with the connection holds whatever the defaults of the server, the database and the user are.
/// </summary>
internal static class Sources
{
    // Statements of which there are about twenty; each is prepared once per connection.
    private const int Prepared = 50;

    /// <summary>Making partitions and letting them go may wait for others. The push line asks nothing once it listens.</summary>
    public static readonly TimeSpan UpkeepStatement = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan UpkeepLock = TimeSpan.FromSeconds(2);

    // A registration waits for another, and for the disk.
    private static readonly TimeSpan AccountsStatement = TimeSpan.FromSeconds(2), AccountsLock = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StartStatement = TimeSpan.FromSeconds(60), StartLock = TimeSpan.FromSeconds(30);

    /// <param name="options">Where the database is.</param>
    /// <param name="look">Looks at the server of every new connection, before it is used.</param>
    public static NpgsqlDataSource Pool(PostgreSqlStoreOptions options, Func<NpgsqlConnection, Task> look)
    {
        NpgsqlConnectionStringBuilder settings = Basics(options, options.Deadline, options.LockTimeout, "on");
        settings.MaxPoolSize = options.PoolSize;
        settings.MaxAutoPrepare = Prepared;
        settings.AutoPrepareMinUsages = 2;
        TimeSpan bound = TimeSpan.FromSeconds(settings.Timeout);
        return Build(settings, connection => look(connection).WaitAsync(bound));
    }

    public static NpgsqlDataSource Side(PostgreSqlStoreOptions options)
    {
        NpgsqlConnectionStringBuilder settings = Basics(options, UpkeepStatement, UpkeepLock, "on");
        // One listens, one sweeps, one makes the partition that a login waits for.
        settings.MaxPoolSize = 3;
        settings.ConnectionIdleLifetime = 5;
        settings.ConnectionPruningInterval = 1;
        return Build(settings);
    }

    /// <summary>For the accounts of a program that keeps them in the same database.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="schema">The schema of the accounts.</param>
    /// <param name="commit">Whether an acknowledged write is on the disk: <c>on</c> or <c>off</c>.</param>
    public static NpgsqlDataSource Accounts(PostgreSqlStoreOptions options, string schema, string commit)
    {
        NpgsqlConnectionStringBuilder settings = Basics(options, AccountsStatement, AccountsLock, commit);
        settings.SearchPath = schema;
        settings.MaxPoolSize = Math.Max(2, options.PoolSize / 2);
        settings.CommandTimeout = 1 + (int)AccountsStatement.TotalSeconds;
        return Build(settings);
    }

    /// <summary>The same while its tables are made: another node may be at it, and on a slow machine that takes a while.</summary>
    public static NpgsqlDataSource Starting(PostgreSqlStoreOptions options, string schema)
    {
        NpgsqlConnectionStringBuilder settings = Basics(options, StartStatement, StartLock, "on");
        settings.SearchPath = schema;
        settings.MaxPoolSize = 1;
        return Build(settings);
    }

    private static NpgsqlConnectionStringBuilder Basics(PostgreSqlStoreOptions options, TimeSpan statement, TimeSpan wait, string commit)
    {
        NpgsqlConnectionStringBuilder settings = options.Address.Settings();
        settings.ApplicationName ??= "cloakroom";
        // Every lookup has its index, and the tables grow faster than the server counts their rows.
        settings.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c statement_timeout={(long)statement.TotalMilliseconds} -c lock_timeout={(long)wait.TotalMilliseconds} -c idle_session_timeout=0 -c idle_in_transaction_session_timeout={(long)UpkeepStatement.TotalMilliseconds} -c synchronous_commit={commit} -c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off -c default_transaction_isolation=read\\ committed");
        settings.Timeout = (int)Math.Max(1, Math.Ceiling(options.Deadline.TotalSeconds));
        settings.CommandTimeout = 0;
        settings.CancellationTimeout = -1;
        // A connection whose other end is gone without a word, and that waits for an answer, ends after some seconds.
        (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, 5_000, 1_000);
        settings.NoResetOnClose = true;
        settings.Enlist = false;
        settings.IncludeErrorDetail = false;
        settings.HostRecheckSeconds = 1;
        return settings;
    }

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, Func<NpgsqlConnection, Task>? begin = null)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (begin is not null)
        {
            builder.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException("Connections are opened asynchronously."), begin);
        }

        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite)
            : builder.Build();
    }
}
