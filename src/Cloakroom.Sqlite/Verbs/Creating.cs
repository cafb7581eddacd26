namespace Cloakroom.Sqlite;

/// <summary>Adds a session, and makes room for it among the user's others.</summary>
internal static class Creating
{
    public static CreateOutcome Run(Tables tables, SessionChange.Create change)
    {
        if (change.LimitPerUser < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(change), change.LimitPerUser, "A user may have at least one session.");
        }

        if (tables.Find.Find(change.Session.Digest).IsTaken)
        {
            return new CreateOutcome(Applied.Exists, []);
        }

        if (tables.Epochs.Refuses(change.Session))
        {
            return new CreateOutcome(Applied.Revoked, []);
        }

        long id = tables.Sessions.Add(change.Session);
        return new CreateOutcome(Applied.Done, Limit(tables, id, change));
    }

    private static List<SessionDigest> Limit(Tables tables, long created, SessionChange.Create change)
    {
        // Counting is cheap; reading the records is for the few who have reached the limit.
        if (tables.Find.CountOfUser(change.Session.UserId) <= change.LimitPerUser)
        {
            return [];
        }

        List<(long Id, Session Session)> all = tables.Find.OfUser(change.Session.UserId);
        var surplus = all.Where(s => s.Id != created)
            .OrderBy(s => s.Session.LastSeenAt).ThenBy(s => s.Id)
            .Take(all.Count - change.LimitPerUser)
            .ToList();
        foreach ((long id, Session session) in surplus)
        {
            Ending.End(tables, id, session, EndReason.LimitReached);
        }

        return surplus.ConvertAll(s => s.Session.Digest);
    }
}
