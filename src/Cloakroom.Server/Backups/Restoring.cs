using Cloakroom.Server.Accounts;
using Cloakroom.Server.Settings;
using Microsoft.Data.Sqlite;

namespace Cloakroom.Server.Backups;

/// <summary>
/// Puts a backup in the place of a live file. The journal of logouts stays: at the next start it is repeated in what was restored. Without one
/// nobody knows who has logged out since the backup, so nobody is logged in.
/// </summary>
internal static class Restoring
{
    private const string Before = ".before-restore";

    // What SQLite itself keeps beside a database; that of another one would be taken for part of it.
    private static readonly string[] Beside = ["", "-wal", "-shm"];

    // The tables of live sessions and of what belongs to them; keys stay.
    private static readonly string[] Sessions =
        ["cloakroom_session", "cloakroom_by_digest", "cloakroom_by_user", "cloakroom_by_due", "cloakroom_data", "cloakroom_data_total"];

    /// <exception cref="StartRefusedException">The backup is not sound, or a server runs on the file.</exception>
    public static void Put(BackupPair pair, bool keepSessions)
    {
        string next = pair.Live + ".restored";
        JournalFolder.Make(pair.Live);
        File.Delete(next);
        SqliteCopy.Make(pair.Copy, next, copy =>
        {
            if (pair.HasSessions && !keepSessions)
            {
                Array.ForEach(Sessions, table => copy.Run($"DELETE FROM {table}"));
            }
        });
        try
        {
            MoveAside(pair.Live);
            File.Move(next, pair.Live);
        }
        finally
        {
            File.Delete(next);
        }
    }

    /// <exception cref="StartRefusedException">Another process has it open.</exception>
    public static void RefuseIfInUse(string live)
    {
        if (!File.Exists(live))
        {
            return;
        }

        try
        {
            using SqliteConnection connection = SqliteCopy.Open(live);
            // Leaving the mode with a log takes a lock that nobody gets while another connection is open. It also empties the log.
            connection.Scalar("PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            throw new StartRefusedException($"A program has {live} open; stop the server, then restore.", failure);
        }
        catch (SqliteException)
        {
            // Damaged: that is why it is restored.
        }
    }

    private static void MoveAside(string live)
    {
        foreach (string end in Beside)
        {
            File.Delete(live + Before + end);
            if (File.Exists(live + end))
            {
                File.Move(live + end, live + Before + end);
            }
        }
    }
}
