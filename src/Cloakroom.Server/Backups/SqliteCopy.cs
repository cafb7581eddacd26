using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Server.Backups;

/// <summary>A copy of a SQLite file as it was at one moment, while others read and write it (SQLite's online backup): 0600, sound, and under its name only once it is whole.</summary>
internal static class SqliteCopy
{
    private const string Unfinished = ".part";

    /// <exception cref="StartRefusedException">The source cannot be read, the target is there already, or the copy is not sound.</exception>
    public static void Make(string source, string target, Action<SqliteConnection>? change = null)
    {
        if (Path.Exists(target))
        {
            throw new StartRefusedException($"{target} is there already; choose another name, or move it away.");
        }

        string part = target + Unfinished;
        try
        {
            File.Delete(part);
            StoreFile.Create(part, FileMode.CreateNew).Dispose();
            Copy(source, part, change);
            using (FileStream whole = new(part, FileMode.Open, FileAccess.ReadWrite))
            {
                whole.Flush(flushToDisk: true);
            }

            File.Move(part, target);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{source} cannot be copied to {target} ({failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}); check both paths and the space on the disk.", failure);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Null when the file is a sound database with the mark or the tables of this program; otherwise what is wrong with it.</summary>
    public static string? Trouble(string file)
    {
        if (!File.Exists(file))
        {
            return "is not there";
        }

        try
        {
            using SqliteConnection connection = Open(file);
            return Integrity(connection) is not "ok" and var wrong ? $"is damaged ({wrong})"
                : connection.Scalar("SELECT 1 FROM sqlite_schema WHERE name IN ('cloakroom_session', 'accounts_schema')") is null ? "holds nothing of this program"
                : null;
        }
        catch (SqliteException failure)
        {
            return $"is damaged or no SQLite database ({failure.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
        }
    }

    public static SqliteConnection Open(string file)
    {
        // Seconds that the driver tries again where the file is locked.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 2 }.ToString());
        connection.Open();
        return connection;
    }

    private static void Copy(string source, string part, Action<SqliteConnection>? change)
    {
        using SqliteConnection from = Open(source), to = Open(part);
        from.Run("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;");
        from.BackupDatabase(to);
        change?.Invoke(to);
        // One file that can be carried away: the live one has a log beside it.
        to.Scalar("PRAGMA journal_mode = DELETE");
        if (Integrity(to) is not "ok" and var wrong)
        {
            throw new StartRefusedException($"{source} is damaged ({wrong}), and so would be its copy; restore an older backup, or save what can be read with: recover FILE.");
        }
    }

    private static string Integrity(SqliteConnection connection) => connection.Scalar("PRAGMA integrity_check(1)") as string ?? "no answer";
}
