namespace Cloakroom.PostgreSql;

/// <summary>Where PostgreSQL is and how the store treats it.</summary>
public sealed class PostgreSqlStoreOptions
{
    private const int LongestSchema = 40;

    internal PostgreSqlStoreOptions(PostgreSqlAddress address) => Address = address;

    /// <summary>The PostgreSQL schema that holds the store's tables. Default <c>cloakroom</c>; 1 to 40 of a-z, 0-9 and <c>_</c>, beginning with a letter.</summary>
    public string Schema { get; set; } = "cloakroom";

    /// <summary>
    /// Most connections for questions and changes. Default twice the number of cores; 1 to twice the number of cores: more would not be
    /// faster, and would be missing elsewhere. One more listens for changes, and one is opened now and then for upkeep.
    /// </summary>
    public int PoolSize { get; set; } = MostConnections;

    /// <summary>
    /// Time for one call, the wait for a connection included, after which it is answered with <see cref="StoreUnavailableException"/>. Also the
    /// server's <c>statement_timeout</c>. Default 250 ms; 10 ms to 10 s.
    /// </summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a call may wait for a lock that somebody else holds (<c>lock_timeout</c>). Default 100 ms; 1 ms to <see cref="Deadline"/>.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long touches are gathered before they are written together. Default 1 second; 0 writes what there is as soon as the last
    /// write is done; at most 10 s. A touch in it is lost when the process is killed. For tests with a clock that stands still, set 0.
    /// </summary>
    public TimeSpan TouchDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether an acknowledged change has also been applied by the synchronous standbys (<c>synchronous_commit = remote_apply</c> instead of
    /// <c>on</c>). Default false. Without a synchronous standby it changes nothing.
    /// </summary>
    public bool WaitForStandby { get; set; }

    internal static int MostConnections => 2 * Environment.ProcessorCount;

    internal PostgreSqlAddress Address { get; }

    /// <summary>
    /// Reads an address, <c>postgres://user:pass@host[:port][,host[:port]]/database[?sslmode=verify-full]</c>, or a connection string,
    /// <c>Host=db;Database=app;Username=app;Password=…</c>. With several hosts the one that can be written to is used.
    /// </summary>
    /// <exception cref="StoreStartException">It is neither, or has a setting that is the store's own; the message repeats no password.</exception>
    public static PostgreSqlStoreOptions Parse(string addressOrConnectionString)
    {
        ArgumentNullException.ThrowIfNull(addressOrConnectionString);
        return PostgreSqlAddress.TryParse(addressOrConnectionString, out PostgreSqlAddress? address, out string problem)
            ? new PostgreSqlStoreOptions(address)
            : throw new StoreStartException($"The address of the PostgreSQL store {problem}.");
    }

    /// <summary>One sentence per mistake, each naming the setting, its value and the fix; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (Schema.Length is < 1 or > LongestSchema || !char.IsAsciiLetterLower(Schema[0])
            || !Schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') || Schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            yield return $"PostgreSql:Schema is \"{Schema}\"; write 1 to {LongestSchema} of a-z, 0-9 and _, beginning with a letter and not with pg_.";
        }

        if (PoolSize < 1 || PoolSize > MostConnections)
        {
            yield return $"PostgreSql:PoolSize is {PoolSize}; set it between 1 and {MostConnections}, twice the number of cores.";
        }

        if (Deadline < TimeSpan.FromMilliseconds(10) || Deadline > TimeSpan.FromSeconds(10))
        {
            yield return $"PostgreSql:Deadline is {Deadline}; set it between 00:00:00.010 and 00:00:10.";
        }

        if (LockTimeout < TimeSpan.FromMilliseconds(1) || LockTimeout > Deadline)
        {
            yield return $"PostgreSql:LockTimeout is {LockTimeout}; set it between 00:00:00.001 and PostgreSql:Deadline ({Deadline}).";
        }

        if (TouchDelay < TimeSpan.Zero || TouchDelay > TimeSpan.FromSeconds(10))
        {
            yield return $"PostgreSql:TouchDelay is {TouchDelay}; set it between 00:00:00 and 00:00:10.";
        }
    }
}
