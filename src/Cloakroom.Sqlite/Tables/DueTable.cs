namespace Cloakroom.Sqlite;

/// <summary>The sweep's view: which rows to look at, in the order of their time.</summary>
internal sealed class DueTable(Connection db)
{
    private readonly Statement _next = db.Prepare("""
        SELECT d.due, d.id, s.record FROM cloakroom_by_due d LEFT JOIN cloakroom_session s ON s.id = d.id
        WHERE (d.due, d.id) > (?1, ?2) AND d.due <= ?3 ORDER BY d.due, d.id LIMIT ?4
        """);

    private readonly Lookup _byDue = new(db, "cloakroom_by_due", "due");

    /// <summary>Entries after <paramref name="from"/> whose time has come; the record is null when the row is gone.</summary>
    public List<(DueEntry Entry, byte[]? Record)> Next(DueEntry from, long until, int limit)
    {
        var entries = new List<(DueEntry, byte[]?)>();
        _next.Bind(1, from.Due).Bind(2, from.Id).Bind(3, until).Bind(4, limit);
        try
        {
            while (_next.Step())
            {
                entries.Add((new DueEntry(_next.Number(0), _next.Number(1)), _next.IsNull(2) ? null : _next.Blob(2).ToArray()));
            }
        }
        finally
        {
            _next.Reset();
        }

        return entries;
    }

    public void Remove(DueEntry entry) => _byDue.Remove(entry.Due, entry.Id);

    public void Move(DueEntry entry, long due)
    {
        Remove(entry);
        _byDue.Add(due, entry.Id);
    }
}

/// <summary>A place in the order of the sweep.</summary>
internal readonly record struct DueEntry(long Due, long Id)
{
    public static DueEntry Start => new(long.MinValue, long.MinValue);
}
