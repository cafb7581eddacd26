namespace Cloakroom.Sqlite;

/// <summary>
/// The tables, as steps from one schema version to the next; step n leads to version n + 1. A step that has been released is never
/// changed. Names begin with <c>cloakroom_</c> because the application keeps its own tables in the same file.
/// </summary>
internal static class Schema
{
    /// <summary>"Clkr": what marks a file as ours in its header (offset 68).</summary>
    public const int ApplicationId = 0x436C6B72;

    public static IReadOnlyList<string> Steps { get; } = [First, Epochs, Guids];

    /// <summary>
    /// The three cloakroom_by_ tables are indexes kept by hand: a real index would store its column a second time in every row. Their
    /// entries only say where to look; the record found there decides.
    /// </summary>
    private const string First = """
        -- A live session (SessionFormat) or the tombstone of one (Tombstone).
        CREATE TABLE cloakroom_session(id INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;

        -- First 48 bits of the digest.
        CREATE TABLE cloakroom_by_digest(key INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(key, id)) STRICT, WITHOUT ROWID;

        -- First 48 bits of the SHA-256 of the user ID; live sessions only.
        CREATE TABLE cloakroom_by_user(user INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(user, id)) STRICT, WITHOUT ROWID;

        -- Second at which the sweep should look at the session: never after its expiry, perhaps long before.
        CREATE TABLE cloakroom_by_due(due INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(due, id)) STRICT, WITHOUT ROWID;

        -- Session data, and per session the last version given and the bytes in use.
        CREATE TABLE cloakroom_data(session INTEGER NOT NULL, key BLOB NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
            PRIMARY KEY(session, key)) STRICT, WITHOUT ROWID;
        CREATE TABLE cloakroom_data_total(session INTEGER PRIMARY KEY, version INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;

        -- What was updated, replaced or ended, in the order it happened, for those who follow from another process.
        CREATE TABLE cloakroom_change(seq INTEGER PRIMARY KEY, digest BLOB NOT NULL CHECK(length(digest) = 32)) STRICT;

        -- Key material of the program: Data Protection ring, signing keys.
        CREATE TABLE cloakroom_key(ring TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(ring, name))
            STRICT, WITHOUT ROWID;
        """;

    /// <summary>Logins that race the end of all sessions; and enough about each end for those who remember it without the file.</summary>
    private const string Epochs = """
        -- First 48 bits of the SHA-256 of the user ID, and the millisecond at which all sessions were last ended.
        CREATE TABLE cloakroom_epoch(user INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;

        -- Of a session that was ended: the reason (EndReason) and the absolute expiry.
        ALTER TABLE cloakroom_change ADD COLUMN why INTEGER;
        ALTER TABLE cloakroom_change ADD COLUMN expires INTEGER;
        """;

    /// <summary>Rows may be shorter than records (SessionRow). Nothing changes but the version: who cannot read such rows must not open the file.</summary>
    private const string Guids = "SELECT 1";
}
