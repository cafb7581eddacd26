using Cloakroom.Server.Settings;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// The file of the accounts, which may be that of the sessions too. Every connection sets its own pragmas: an acknowledged registration
/// must survive a crash and a power cut, and a lock held by another process must not hold a request for long.
/// </summary>
internal sealed class AccountsDatabase(string file) : IDisposable
{
    public const string Durable = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 250;";

    // For counts that a power cut may lose: no wait for the disk. A crash of the process loses nothing either way (WAL).
    private const string Quick = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 250;";

    /// <summary>The full path.</summary>
    public string File { get; } = file;

    public string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWrite,
        ForeignKeys = true,
        // Seconds; bounds the driver's own retries on a locked file.
        DefaultTimeout = 1,
    }.ToString();

    /// <summary>Makes folder and file when they are missing, readable by their owner alone, and brings the tables up to date.</summary>
    /// <exception cref="StartRefusedException">The file cannot be used.</exception>
    public void Prepare()
    {
        try
        {
            StoreFile.Prepare(File);
            using SqliteConnection connection = Open(Durable);
            connection.Run("PRAGMA journal_mode = WAL;");
            AccountsSchema.Migrate(connection);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The accounts in {File} cannot be opened ({failure.Message.ReplaceLineEndings(" ")}); check that the path is right and the file may be read and written.", failure);
        }
    }

    /// <summary>Opens a connection whose writes are durable against a crash of the process.</summary>
    public SqliteConnection OpenQuick() => Open(Quick);

    /// <summary>Whether there is any account yet.</summary>
    public bool IsEmpty()
    {
        using SqliteConnection connection = Open(Quick);
        return connection.Scalar("SELECT EXISTS (SELECT 1 FROM accounts)") is 0L;
    }

    /// <summary>The file cannot be asked or written at the moment: locked, full, broken, gone. Everything else is a mistake of ours.</summary>
    public static bool IsUnavailable(Exception failure) =>
        (failure as SqliteException ?? failure.InnerException as SqliteException)?.SqliteErrorCode
            is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN
            or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PERM;

    public void Dispose()
    {
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Open(string pragmas)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            connection.Run(pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
