using System.Runtime.InteropServices;
using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>
/// One connection, used by one thread at a time. A thin layer on the native library, because the ADO.NET provider retries a lock in
/// steps of 150 ms for at least a second, and the budget here is 250 ms.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly sqlite3 _db;
    private readonly List<Statement> _statements = [];

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 db) => _db = db;

    /// <summary>True while a transaction is open; false also after SQLite rolled one back by itself.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>SQLite falls back to reading in silence when it may not write.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_db, "main") == 1;

    public long LastInsertId => raw.sqlite3_last_insert_rowid(_db);

    /// <summary>Opens an existing file; SQLite itself would create one with the wrong mode.</summary>
    public static Connection Open(string path, TimeSpan busyBudget)
    {
        int code = raw.sqlite3_open_v2(path, out sqlite3 db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            using (db)
            {
                throw SqliteFault.Of(db, raw.sqlite3_extended_errcode(db));
            }
        }

        var connection = new Connection(db);
        raw.sqlite3_extended_result_codes(db, 1);
        connection.WaitForLocks(busyBudget);
        return connection;
    }

    public void WaitForLocks(TimeSpan budget) => raw.sqlite3_busy_timeout(_db, (int)Math.Ceiling(budget.TotalMilliseconds));

    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt handle));
        var statement = new Statement(_db, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>The first column of the first row, for questions asked once.</summary>
    public string Ask(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_db, sql, out sqlite3_stmt handle));
        using var statement = new Statement(_db, handle);
        return statement.Step() ? statement.Text(0) : "";
    }

    public long AskNumber(string sql) => long.Parse(Ask(sql), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether the path leads to another file by now, or to none. Costs one look at the path.</summary>
    public bool HasMoved()
    {
        // "SQLITE_FCNTL_HAS_MOVED" of the C interface; a file system that cannot tell says no.
        const int HasMovedCode = 20;
        int moved = 0;
        return FileControl(_db.DangerousGetHandle(), [.. "main\0"u8], HasMovedCode, ref moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <summary>Pages written since the connection was opened: what its commits added to the WAL.</summary>
    public int PagesWritten()
    {
        Check(raw.sqlite3_db_status(_db, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int pages, out _, 0));
        return pages;
    }

    /// <summary>Copies the WAL into the database without waiting for anybody. True when all of it was copied, so that it starts over.</summary>
    public bool Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_db, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int frames, out int copied);
        if ((code & 0xff) == raw.SQLITE_BUSY)
        {
            return false;
        }

        Check(code);
        return frames == copied;
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements)
        {
            statement.Dispose();
        }

        _db.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFault.Of(_db, raw.sqlite3_extended_errcode(_db));
        }
    }

    // The managed layer leaves it out.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(nint db, byte[] name, int code, ref int answer);
}
