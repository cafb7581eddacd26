using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Backups;

/// <summary>One file of the server and the file that a backup of it is.</summary>
/// <param name="What">What is in it, for people.</param>
/// <param name="Live">The file that the server works on.</param>
/// <param name="Copy">Its copy.</param>
/// <param name="HasSessions">Whether sessions are in it.</param>
internal sealed record BackupPair(string What, string Live, string Copy, bool HasSessions);

/// <summary>Which SQLite files the settings name, and under which names they are backed up.</summary>
internal static class BackupPlan
{
    /// <exception cref="StartRefusedException">Nothing of it is in SQLite.</exception>
    public static IReadOnlyList<BackupPair> Of(ServerOptions options, string file)
    {
        string copy = Path.GetFullPath(file);
        string? sessions = StoreAddress.TryParse(options.Store, out StoreAddress? store, out _) ? store.File : null;
        string? accounts = options.Accounts.File;
        List<BackupPair> pairs = [];
        if (sessions is not null)
        {
            pairs.Add(new(sessions == accounts ? "sessions, keys and accounts" : "sessions and keys", sessions, copy, HasSessions: true));
        }

        if (accounts is not null && accounts != sessions)
        {
            // Both in one folder, the second with a name of its own.
            pairs.Add(new("accounts", accounts, sessions is null ? copy : Path.ChangeExtension(copy, $".accounts{Path.GetExtension(copy)}"), HasSessions: false));
        }

        return pairs.Count > 0
            ? pairs
            : throw new StartRefusedException("Neither sessions nor accounts are in a SQLite file; use the tools of their database, such as pg_dump.");
    }
}
