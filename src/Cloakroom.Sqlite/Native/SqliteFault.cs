using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>SQLite refused. Never leaves this project: callers see <see cref="StoreUnavailableException"/>.</summary>
internal sealed class SqliteFault(int code, string text) : Exception($"SQLite answered {code}: {text}.")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>
    /// No space. A quota shows as a failed write, and the shared-memory file as its own code; for both the way out is the same.
    /// </summary>
    public bool IsFull => Primary == raw.SQLITE_FULL || Code is raw.SQLITE_IOERR_SHMSIZE or raw.SQLITE_IOERR_WRITE;

    public bool IsDamaged => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    public bool IsReadOnly => Primary is raw.SQLITE_READONLY or raw.SQLITE_PERM;

    public bool IsUnreachable => Primary == raw.SQLITE_CANTOPEN;

    /// <summary>Concerns this one statement (a constraint, a damaged page that it met); the transaction around it is sound.</summary>
    public bool IsOfOneStatement =>
        Primary is raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_CORRUPT;

    private int Primary => Code & 0xff;

    public static SqliteFault Of(sqlite3 db, int code) => new(code, raw.sqlite3_errmsg(db).utf8_to_string() ?? "no text");
}
