using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>
/// A prepared statement, used again and again. A statement that is not stepped to its end must be <see cref="Reset"/>, or it keeps its
/// snapshot and the WAL cannot start over.
/// </summary>
internal sealed class Statement(sqlite3 db, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    /// <summary>The bytes are copied by SQLite.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    /// <summary>True when there is a row; after the last one, or a fault, the statement is ready for its next use.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        switch (code)
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                Reset();
                return false;
            default:
                SqliteFault fault = SqliteFault.Of(db, raw.sqlite3_extended_errcode(db));
                Reset();
                throw fault;
        }
    }

    /// <summary>Runs a statement that yields no rows; returns how many rows it changed.</summary>
    public int Run()
    {
        Step();
        return raw.sqlite3_changes(db);
    }

    // The code repeats the fault of the last step, which has been thrown already.
    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFault.Of(db, code);
        }
    }
}
