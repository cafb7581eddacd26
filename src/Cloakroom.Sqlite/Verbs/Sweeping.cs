namespace Cloakroom.Sqlite;

/// <summary>
/// Forgets what has expired, a few rows at a time so that logins need not wait. Entries by expiry are not moved by a touch; a session
/// that was used since is met here once per idle timeout, and its entry moved to where it belongs now.
/// </summary>
internal static class Sweeping
{
    /// <summary>Looks at up to <paramref name="limit"/> entries after <paramref name="from"/>.</summary>
    public static SweepStep Run(Tables tables, long now, DueEntry from, int limit)
    {
        List<(DueEntry Entry, byte[]? Record)> entries = tables.Due.Next(from, Expiry.Due(now), limit);
        int forgotten = entries.Count(e => Look(tables, e.Entry, e.Record, now));
        return entries.Count < limit ? new SweepStep(forgotten, null) : new SweepStep(forgotten, entries[^1].Entry);
    }

    private static bool Look(Tables tables, DueEntry entry, byte[]? record, long now)
    {
        if (record is null)
        {
            tables.Due.Remove(entry);
            return false;
        }

        if (Tombstone.TryRead(record, out Tombstone tombstone))
        {
            return tombstone.Expires <= now
                ? Forgotten(tables, entry, () => tables.Sessions.Forget(entry.Id, tombstone.Digest))
                : Moved(tables, entry, tombstone.Expires);
        }

        if (SessionRow.TryRead(record, out Session? session))
        {
            return Expiry.Of(session) <= now
                ? Forgotten(tables, entry, () => tables.Sessions.Forget(entry.Id, session))
                : Moved(tables, entry, Expiry.Of(session));
        }

        // Perhaps of a newer version that still knows it as live. It is absent for everybody here, so it may wait.
        return Moved(tables, entry, now + (long)TimeSpan.FromDays(1).TotalMilliseconds);
    }

    private static bool Forgotten(Tables tables, DueEntry entry, Action forget)
    {
        forget();
        tables.Data.RemoveAll(entry.Id);
        tables.Due.Remove(entry);
        return true;
    }

    private static bool Moved(Tables tables, DueEntry entry, long expiry)
    {
        if (Expiry.Due(expiry) != entry.Due)
        {
            tables.Due.Move(entry, Expiry.Due(expiry));
        }

        return false;
    }
}

/// <summary>What one step of a sweep came to.</summary>
/// <param name="Forgotten">Rows that are gone.</param>
/// <param name="Last">Where to go on; null when there is nothing more.</param>
internal readonly record struct SweepStep(int Forgotten, DueEntry? Last);
