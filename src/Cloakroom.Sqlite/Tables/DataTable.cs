namespace Cloakroom.Sqlite;

/// <summary>
/// Session data. Versions come from one counter per session, which outlives the removal of a key, so none is given twice; the bytes in
/// use are counted beside it, so that a write costs the same whatever the session holds.
/// </summary>
internal sealed class DataTable(Connection db)
{
    private readonly Statement _current = db.Prepare("SELECT version, length(value) FROM cloakroom_data WHERE session = ?1 AND key = ?2");
    private readonly Statement _total = db.Prepare("SELECT version, bytes FROM cloakroom_data_total WHERE session = ?1");

    private readonly Statement _put = db.Prepare(
        "INSERT INTO cloakroom_data(session, key, version, value) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET version = ?3, value = ?4");

    private readonly Statement _putTotal = db.Prepare(
        "INSERT INTO cloakroom_data_total(session, version, bytes) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET version = ?2, bytes = ?3");

    private readonly Statement _delete = db.Prepare("DELETE FROM cloakroom_data WHERE session = ?1 AND key = ?2");
    private readonly Statement _deleteAll = db.Prepare("DELETE FROM cloakroom_data WHERE session = ?1");
    private readonly Statement _deleteTotal = db.Prepare("DELETE FROM cloakroom_data_total WHERE session = ?1");

    public DataOutcome Write(long session, byte[] key, ReadOnlyMemory<byte>? value, DataCondition condition)
    {
        (long? current, long size) = Current(session, key);
        if (!condition.HoldsFor(current))
        {
            return new DataOutcome(DataResult.Conflict, 0);
        }

        (long last, long bytes) = Total(session);
        bytes -= current is null ? 0 : key.Length + size;
        if (value is null)
        {
            if (current is not null)
            {
                _delete.Bind(1, session).Bind(2, key).Run();
                _putTotal.Bind(1, session).Bind(2, last).Bind(3, bytes).Run();
            }

            return new DataOutcome(DataResult.Written, 0);
        }

        bytes += key.Length + value.Value.Length;
        if (bytes > ISessionDataStore.MaxBytes)
        {
            return new DataOutcome(DataResult.TooLarge, 0);
        }

        long version = last + 1;
        _put.Bind(1, session).Bind(2, key).Bind(3, version).Bind(4, value.Value.Span).Run();
        _putTotal.Bind(1, session).Bind(2, version).Bind(3, bytes).Run();
        return new DataOutcome(DataResult.Written, version);
    }

    /// <summary>Most sessions have no data; then nothing is written.</summary>
    public void RemoveAll(long session)
    {
        if (_deleteTotal.Bind(1, session).Run() > 0)
        {
            _deleteAll.Bind(1, session).Run();
        }
    }

    private (long? Version, long Size) Current(long session, byte[] key)
    {
        bool present = _current.Bind(1, session).Bind(2, key).Step();
        (long?, long) current = present ? (_current.Number(0), _current.Number(1)) : (null, 0);
        _current.Reset();
        return current;
    }

    private (long Version, long Bytes) Total(long session)
    {
        (long, long) total = _total.Bind(1, session).Step() ? (_total.Number(0), _total.Number(1)) : (0, 0);
        _total.Reset();
        return total;
    }
}
