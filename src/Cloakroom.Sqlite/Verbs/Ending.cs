namespace Cloakroom.Sqlite;

/// <summary>Ends sessions: one, or those of a user.</summary>
internal static class Ending
{
    public static Applied Run(Tables tables, SessionChange.Destroy change)
    {
        if (tables.Find.Find(change.Digest) is not { Session: { } session } row)
        {
            return Applied.Absent;
        }

        End(tables, row.Id, session, change.Why);
        return Applied.Done;
    }

    public static IReadOnlyList<SessionDigest> Run(Tables tables, SessionChange.DestroyAll change)
    {
        if (change.At is { } at)
        {
            tables.Epochs.Note(change.UserId, at);
        }

        var ended = new List<SessionDigest>();
        foreach ((long id, Session session) in tables.Find.OfUser(change.UserId))
        {
            if (session.Digest != change.Except)
            {
                End(tables, id, session, change.Why);
                ended.Add(session.Digest);
            }
        }

        return ended;
    }

    /// <summary>Takes no new page but for the log: it must succeed when the disk is full.</summary>
    public static void End(Tables tables, long id, Session session, EndReason why)
    {
        tables.Sessions.End(id, session, why);
        tables.Data.RemoveAll(id);
        tables.Changes.Append(Tombstone.Of(session, why));
    }
}
