using System.Data.Common;

namespace Cloakroom.Sqlite;

/// <summary>Where the file is and how the store treats it.</summary>
/// <param name="path">Path of the database; relative paths start at the current directory.</param>
public sealed class SqliteStoreOptions(string path)
{
    /// <summary>Full path of the database. Beside it live <c>-wal</c>, <c>-shm</c> (both SQLite's) and <c>-ballast</c>.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>
    /// How long a call may wait for a lock that another process holds, in total, before it is answered with
    /// <see cref="StoreUnavailableException"/>. Default 250 ms; 1 ms to 10 s.
    /// </summary>
    public TimeSpan BusyBudget { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Size of the file that is given up on a full disk, so that revocations still succeed. Default 1 MiB, good for more than 1,000
    /// revocations; 0 turns it off; 256 KiB to 1 GiB.
    /// </summary>
    public long BallastBytes { get; set; } = 1 << 20;

    /// <summary>Reads a path (<c>app.db</c>) or a connection string with nothing but a data source (<c>Data Source=app.db</c>).</summary>
    /// <exception cref="StoreStartException">The text names no file, or holds a setting that this store would ignore.</exception>
    public static SqliteStoreOptions Parse(string connectionStringOrPath)
    {
        string path = !connectionStringOrPath.Contains('=', StringComparison.Ordinal) ? connectionStringOrPath
            : PlainDataSource(connectionStringOrPath) ?? DataSource(connectionStringOrPath);
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new StoreStartException("The SQLite store has no file; write Data Source=app.db, or the path of the file.");
        }

        if (path.StartsWith(':') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreStartException(
                $"The SQLite store needs a path, and {path} is none; write Data Source=app.db, or use the memory store for tests.");
        }

        return new SqliteStoreOptions(path);
    }

    /// <summary>One sentence per mistake, each naming the setting, its value and the fix; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (BusyBudget < TimeSpan.FromMilliseconds(1) || BusyBudget > TimeSpan.FromSeconds(10))
        {
            yield return $"Sqlite:BusyBudget is {BusyBudget}; set it between 00:00:00.001 and 00:00:10.";
        }

        if (BallastBytes is not 0 and (< 256 << 10 or > 1 << 30))
        {
            yield return $"Sqlite:BallastBytes is {BallastBytes}; set it to 0, or between {256 << 10} and {1 << 30}.";
        }
    }

    // What nearly everybody writes; null for anything that has rules of its own. The framework's reader means the same by it, but brings
    // three assemblies and regular expressions into the start of an application.
    private static string? PlainDataSource(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string path = text[(equals + 1)..].Trim();
        return IsDataSource(text.AsSpan(0, equals).Trim()) && path.Length > 0 && !path.AsSpan().ContainsAny("=;\"'") && !path.Any(char.IsControl) ? path : null;
    }

    // The names that Microsoft.Data.Sqlite knows for the same thing.
    private static bool IsDataSource(ReadOnlySpan<char> key) =>
        key.Equals("data source", StringComparison.OrdinalIgnoreCase) || key.Equals("datasource", StringComparison.OrdinalIgnoreCase)
        || key.Equals("filename", StringComparison.OrdinalIgnoreCase);

    private static string DataSource(string text)
    {
        var settings = new DbConnectionStringBuilder();
        try
        {
            settings.ConnectionString = text;
        }
        catch (ArgumentException e)
        {
            throw new StoreStartException($"The connection string of the SQLite store cannot be read ({e.Message}); write Data Source=app.db.", e);
        }

        string path = "";
        foreach (string key in settings.Keys)
        {
            path = IsDataSource(key)
                ? (string)settings[key]
                : throw new StoreStartException(
                    $"The SQLite store does not know the setting \"{key}\" in its connection string; leave only Data Source.");
        }

        return path;
    }
}
