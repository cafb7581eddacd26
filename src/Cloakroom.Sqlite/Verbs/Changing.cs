namespace Cloakroom.Sqlite;

/// <summary>Replace, update, touch and write data: what is done to a session that stays.</summary>
internal static class Changing
{
    /// <summary>The row stays and takes the new ID, so that the data need not move; the old ID gets a tombstone of its own.</summary>
    public static Applied Replace(Tables tables, SessionChange.Replace change)
    {
        if (tables.Find.Find(change.Old) is not { Session: { } old } row || !SameUser(old, change.Session))
        {
            return Applied.Absent;
        }

        if (tables.Find.Find(change.Session.Digest).IsTaken)
        {
            return Applied.Exists;
        }

        var tombstone = Tombstone.Of(old, EndReason.Rotated);
        tables.Sessions.Change(row.Id, old, change.Session);
        tables.Sessions.Add(tombstone);
        tables.Changes.Append(tombstone);
        return Applied.Done;
    }

    public static Applied Update(Tables tables, SessionChange.Update change)
    {
        if (tables.Find.Find(change.Session.Digest) is not { Session: { } old } row || !SameUser(old, change.Session))
        {
            return Applied.Absent;
        }

        if (old.Version != change.Session.Version)
        {
            return Applied.Conflict;
        }

        Session updated = change.Session with
        {
            Version = checked(old.Version + 1),
            LastSeenAt = Later(old.LastSeenAt, change.Session.LastSeenAt),
        };
        tables.Sessions.Change(row.Id, old, updated);
        tables.Changes.Append(old.Digest);
        return Applied.Done;
    }

    public static Applied Touch(Tables tables, SessionChange.Touch change)
    {
        if (tables.Find.Find(change.Digest) is not { Session: { } session } row)
        {
            return Applied.Absent;
        }

        if (change.LastSeenAt > session.LastSeenAt)
        {
            tables.Sessions.Put(row.Id, session with { LastSeenAt = change.LastSeenAt });
        }

        return Applied.Done;
    }

    public static DataOutcome Write(Tables tables, DataWrite write, byte[] key) =>
        tables.Find.Find(write.Digest) is { Session: not null } row
            ? tables.Data.Write(row.Id, key, write.Value, write.Condition)
            : new DataOutcome(DataResult.SessionGone, 0);

    private static bool SameUser(Session a, Session b) => string.Equals(a.UserId, b.UserId, StringComparison.Ordinal);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
