using System.Data.Common;
using Cloakroom.Server.Settings;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// The file of the accounts, which may be that of the sessions too. Every connection sets its own pragmas: an acknowledged registration
/// must survive a crash and a power cut, and a lock held by another process must not hold a request for long.
/// </summary>
internal sealed class SqliteAccounts(string file) : AccountsDatabase
{
    public const string Durable = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 250;";

    // For counts that a power cut may lose: no wait for the disk. A crash of the process loses nothing either way (WAL).
    private const string Quick = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 250;";

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWrite,
        ForeignKeys = true,
        // Seconds; bounds the driver's own retries on a locked file.
        DefaultTimeout = 1,
    }.ToString();

    /// <summary>The full path.</summary>
    public override string Place { get; } = file;

    /// <summary>Makes folder and file when they are missing, readable by their owner alone, and brings the tables up to date.</summary>
    /// <exception cref="StartRefusedException">The file cannot be used.</exception>
    public override void Prepare()
    {
        try
        {
            StoreFile.Prepare(Place);
            using SqliteConnection connection = Open(Durable);
            connection.Run("PRAGMA journal_mode = WAL;");
            AccountsSchema.Sqlite.Migrate(connection, Place, () => { });
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"The accounts in {Place} cannot be opened ({failure.Message.ReplaceLineEndings(" ")}); check that the path is right and the file may be read and written.", failure);
        }
    }

    public override void Use(DbContextOptionsBuilder builder) => builder.UseSqlite(_connectionString).AddInterceptors(DurableConnections.Instance);

    public override DbConnection OpenQuick() => Open(Quick);

    public override DbConnection OpenDurable() => Open(Durable);

    // A transaction takes the write lock of the file at its beginning (BEGIN IMMEDIATE).
    public override void Queue(DbConnection connection, byte[]? name)
    {
    }

    public override void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Open(string pragmas)
    {
        var connection = new SqliteConnection(_connectionString);
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
