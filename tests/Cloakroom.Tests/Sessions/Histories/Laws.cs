namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>The invariants of sessions, each checked on a history by itself, without the model: a mistake in the model hides none of them.</summary>
internal static class Laws
{
    public static string? Broken(History history)
    {
        Call[] calls = [.. history.Calls];
        return GoneStaysGone(calls) ?? NeverTheWrongUser(calls) ?? OneCreator(calls) ?? OneSuccessor(calls) ?? VersionsGrow(calls) ?? NothingIsLost(calls)
            ?? LimitHolds(calls) ?? ExpiryIsTheRecordsOwn(calls);
    }

    // Invariant 1. A sweep may forget a record and then the digest is free again; without one, an end is for good.
    private static string? GoneStaysGone(Call[] calls)
    {
        foreach ((SessionDigest digest, Call end) in calls.SelectMany(c => Endings(c).Select(d => (d, c))))
        {
            if (calls.FirstOrDefault(c => end.IsBefore(c) && SawLive(c, digest)) is { } late && !calls.OfType<Call.Sweep>().Any())
            {
                return $"{digest} was ended by [{end}] and lives in [{late}].";
            }
        }

        return null;
    }

    // Invariant 2.
    private static string? NeverTheWrongUser(Call[] calls)
    {
        ILookup<SessionDigest, string> owners = calls.SelectMany(Beginnings).ToLookup(s => s.Digest, s => s.UserId);
        return calls.OfType<Call.Find>().FirstOrDefault(f => f.Answer.Session is { } s && (s.Digest != f.Digest || !owners[s.Digest].Contains(s.UserId, StringComparer.Ordinal))) is { } find
            ? $"[{find}] shows a record that is not its own."
            : calls.OfType<Call.List>().FirstOrDefault(l => l.Answer.Any(s => s.UserId != l.UserId)) is { } list ? $"[{list}] lists another user's session." : null;
    }

    private static string? OneCreator(Call[] calls) => calls.OfType<Call.Sweep>().Any() ? null
        : calls.SelectMany(Beginnings).GroupBy(s => s.Digest).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"{twice.Key} was created twice." : null;

    private static string? OneSuccessor(Call[] calls) => calls.OfType<Call.Sweep>().Any() ? null
        : calls.OfType<Call.Replace>().Where(r => r.Answer == Applied.Done).GroupBy(r => r.Change.Old).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? $"{twice.Key} has two successors." : null;

    private static string? VersionsGrow(Call[] calls)
    {
        if (calls.OfType<Call.Update>().Where(u => u.Answer == Applied.Done).GroupBy(u => (u.Session.Handle, u.Session.Digest, u.Session.Version)).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return $"Two updates of {twice.Key.Digest} were made from version {twice.Key.Version}.";
        }

        foreach (Call.Find later in calls.OfType<Call.Find>().Where(f => f.Answer.Session is not null))
        {
            if (calls.OfType<Call.Find>().FirstOrDefault(f => f.IsBefore(later) && f.Answer.Session?.Handle == later.Answer.Session?.Handle
                && f.Digest == later.Digest && f.Answer.Session?.Version > later.Answer.Session?.Version) is { } earlier)
            {
                return $"The version of [{earlier}] is above that of [{later}], which came later.";
            }
        }

        return null;
    }

    // What was acknowledged is there, until something that may end it has begun.
    private static string? NothingIsLost(Call[] calls)
    {
        foreach (Call begin in calls.Where(c => Beginnings(c).Any()))
        {
            Session session = Beginnings(begin).Single();
            if (calls.OfType<Call.Find>().FirstOrDefault(f => f.Digest == session.Digest && begin.IsBefore(f) && f.Answer.Session is null
                && !calls.Any(c => c != begin && !f.IsBefore(c) && MayEnd(c, session))) is { } find)
            {
                return $"{session.Digest} was created by [{begin}] and is not in [{find}].";
            }
        }

        return null;
    }

    private static string? LimitHolds(Call[] calls)
    {
        int limit = calls.OfType<Call.Create>().Select(c => c.Change.LimitPerUser).FirstOrDefault(int.MaxValue);
        return calls.OfType<Call.List>().FirstOrDefault(l => l.Answer.Count > limit) is { } list ? $"[{list}] exceeds the limit of {limit}." : null;
    }

    // Invariant 8. The times in the record are those that were written, and they alone decide.
    private static string? ExpiryIsTheRecordsOwn(Call[] calls)
    {
        foreach (Call.Find find in calls.OfType<Call.Find>())
        {
            if (find.Answer.Session is not { } session)
            {
                continue;
            }

            bool valid = find.Now < session.ExpiresAt && find.Now < session.LastSeenAt + session.IdleTimeout;
            if (valid != find.Verdict is null)
            {
                return $"[{find}] was decided against the times of its record.";
            }

            if (!calls.SelectMany(Beginnings).Any(s => s.Handle == session.Handle && s.ExpiresAt == session.ExpiresAt && s.IdleTimeout == session.IdleTimeout && s.CreatedAt == session.CreatedAt))
            {
                return $"[{find}] has times that nobody wrote.";
            }
        }

        return null;
    }

    private static IEnumerable<Session> Beginnings(Call call) => call switch
    {
        Call.Create { Answer.Applied: Applied.Done } create => [create.Change.Session],
        Call.Replace { Answer: Applied.Done } replace => [replace.Change.Session],
        _ => [],
    };

    private static IEnumerable<SessionDigest> Endings(Call call) => call switch
    {
        Call.Create create => create.Answer.Ended,
        Call.Replace { Answer: Applied.Done } replace => [replace.Change.Old],
        Call.Delete { Answer: Applied.Done } delete => [delete.Digest],
        Call.DeleteUser all => all.Answer,
        _ => [],
    };

    private static bool MayEnd(Call call, Session session) => call switch
    {
        Call.Sweep => true,
        Call.Create create => create.Change.Session.UserId == session.UserId,
        Call.Replace replace => replace.Change.Old == session.Digest,
        Call.Delete delete => delete.Digest == session.Digest,
        Call.DeleteUser all => all.UserId == session.UserId,
        _ => false,
    };

    private static bool SawLive(Call call, SessionDigest digest) => call switch
    {
        Call.Find find => find.Digest == digest && find.Answer.Session is not null,
        Call.Create create => create.Change.Session.Digest == digest && create.Answer.Applied != Applied.Exists,
        Call.Replace replace => (replace.Change.Old == digest && replace.Answer != Applied.Absent)
            || (replace.Change.Session.Digest == digest && replace.Answer == Applied.Done),
        Call.Update update => update.Session.Digest == digest && update.Answer != Applied.Absent,
        Call.Touch touch => touch.Digest == digest && touch.Answer != Applied.Absent,
        Call.Delete delete => delete.Digest == digest && delete.Answer != Applied.Absent,
        Call.DeleteUser all => all.Answer.Contains(digest),
        Call.List list => list.Answer.Any(s => s.Digest == digest),
        Call.Read read => read.Digest == digest && read.Answer is not null,
        Call.Write write => write.Digest == digest && write.Answer.Result != DataResult.SessionGone,
        _ => false,
    };
}
