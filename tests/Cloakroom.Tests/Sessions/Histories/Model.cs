using System.Collections.Immutable;

namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>
/// The contract of the store as the simplest thing that keeps it: one call after the other, on values. Where the contract leaves a choice
/// (who goes among equally old sessions, which version number comes next), the answer of the store is checked and then followed.
/// A record is there until it is swept, expired or not.
/// </summary>
internal sealed record Model(ImmutableDictionary<SessionDigest, Model.Row> Rows)
{
    public static Model Empty { get; } = new(ImmutableDictionary<SessionDigest, Row>.Empty);

    internal sealed record Row(Session Session, EndReason? Ended, ImmutableDictionary<string, Value> Data)
    {
        public bool IsLive => Ended is null;

        public Row End(EndReason why) => new(Session, why, ImmutableDictionary<string, Value>.Empty);

        public bool IsExpired(DateTimeOffset now) =>
            Session.ExpiresAt < now || (IsLive && Session.LastSeenAt + Session.IdleTimeout < now);
    }

    /// <summary>A removed value keeps its version, which must not come again.</summary>
    internal sealed record Value(string? Text, long Version);

    /// <summary>The states that the call may leave; none when its answer is wrong in this state.</summary>
    public IEnumerable<Model> Next(Call call) => call is Call.Forget forget
        ? Rows.Where(r => r.Value.IsExpired(forget.Now)).Select(r => new Model(Rows.Remove(r.Key)))
        : After(call) is { } after ? [after] : [];

    private Model? After(Call call) => call switch
    {
        Call.Find find => When(find.Answer == Found(find.Digest)),
        Call.Create create => After(create),
        Call.Replace replace => After(replace),
        Call.Update update => After(update),
        Call.Touch touch => After(touch),
        Call.Delete delete => Live(delete.Digest) is { } row
            ? When(delete.Answer == Applied.Done)?.With(row.End(EndReason.LoggedOut))
            : When(delete.Answer == Applied.Absent),
        Call.DeleteUser all => Ended(
            LiveOf(all.UserId).Where(s => s.Digest != all.Except).Select(s => s.Digest), all.Answer)?.EndAll(all.Answer, EndReason.Revoked),
        Call.List list => When(
            list.Answer.ToHashSet().SetEquals(LiveOf(list.UserId)) && list.Answer.Zip(list.Answer.Skip(1)).All(pair => pair.First.LastSeenAt >= pair.Second.LastSeenAt)),
        Call.NoneLeft sweep => When(!Rows.Values.Any(r => r.IsExpired(sweep.Now))),
        Call.Read read => When(Live(read.Digest)?.Data.GetValueOrDefault(read.Key) is { Text: { } text } value
            ? read.Value == text && read.Answer?.Version == value.Version
            : read.Answer is null),
        Call.Write write => After(write),
        _ => throw new InvalidOperationException($"The model does not know {call}."),
    };

    private Model? After(Call.Create create)
    {
        Session session = create.Change.Session;
        IReadOnlyList<SessionDigest> ended = create.Answer.Ended;
        if (Rows.ContainsKey(session.Digest))
        {
            return When(create.Answer.Applied == Applied.Exists && ended.Count == 0);
        }

        Session[] others = [.. LiveOf(session.UserId)], gone = [.. others.Where(s => ended.Contains(s.Digest))], kept = [.. others.Except(gone)];
        int excess = Math.Max(0, others.Length + 1 - create.Change.LimitPerUser);
        bool right = create.Answer.Applied == Applied.Done && ended.Count == excess && gone.Length == excess
            && (excess == 0 || kept.Length == 0 || gone.Max(s => s.LastSeenAt) <= kept.Min(s => s.LastSeenAt));
        return When(right)?.EndAll(ended, EndReason.LimitReached).With(new Row(session, null, ImmutableDictionary<string, Value>.Empty));
    }

    private Model? After(Call.Replace replace)
    {
        Session session = replace.Change.Session;
        return LiveOfUser(replace.Change.Old, session) is not { } row ? When(replace.Answer == Applied.Absent)
            : Rows.ContainsKey(session.Digest) ? When(replace.Answer == Applied.Exists)
            : When(replace.Answer == Applied.Done)?.With(row.End(EndReason.Rotated)).With(new Row(session, null, row.Data));
    }

    private Model? After(Call.Update update)
    {
        if (LiveOfUser(update.Session.Digest, update.Session) is not { } row)
        {
            return When(update.Answer == Applied.Absent);
        }

        DateTimeOffset seen = row.Session.LastSeenAt > update.Session.LastSeenAt ? row.Session.LastSeenAt : update.Session.LastSeenAt;
        return row.Session.Version != update.Session.Version
            ? When(update.Answer == Applied.Conflict)
            : When(update.Answer == Applied.Done)?.With(row with { Session = update.Session with { Version = update.Session.Version + 1, LastSeenAt = seen } });
    }

    private Model? After(Call.Touch touch) => Live(touch.Digest) is not { } row
        ? When(touch.Answer == Applied.Absent)
        : When(touch.Answer == Applied.Done)?.With(touch.Seen > row.Session.LastSeenAt ? row with { Session = row.Session with { LastSeenAt = touch.Seen } } : row);

    private Model? After(Call.Write write)
    {
        if (Live(write.Digest) is not { } row)
        {
            return When(write.Answer == new DataOutcome(DataResult.SessionGone, 0));
        }

        Value? before = row.Data.GetValueOrDefault(write.Key);
        if (!write.Condition.HoldsFor(before?.Text is null ? null : before.Version))
        {
            return When(write.Answer == new DataOutcome(DataResult.Conflict, 0));
        }

        long last = before?.Version ?? 0, version = write.Answer.Version;
        bool right = write.Answer.Result == DataResult.Written && (write.Value is null ? version == 0 : version > last);
        return When(right)?.With(row with { Data = row.Data.SetItem(write.Key, new Value(write.Value, Math.Max(last, version))) });
    }

    private Model? When(bool right) => right ? this : null;

    private Model? Ended(IEnumerable<SessionDigest> expected, IReadOnlyList<SessionDigest> seen) =>
        When(seen.Count == seen.Distinct().Count() && seen.ToHashSet().SetEquals(expected));

    private Model With(Row row) => new(Rows.SetItem(row.Session.Digest, row));

    private Model EndAll(IEnumerable<SessionDigest> digests, EndReason why) => digests.Aggregate(this, (model, digest) => model.With(model.Rows[digest].End(why)));

    private Row? Live(SessionDigest digest) => Rows.GetValueOrDefault(digest) is { IsLive: true } row ? row : null;

    private Row? LiveOfUser(SessionDigest digest, Session session) =>
        Live(digest) is { } row && string.Equals(row.Session.UserId, session.UserId, StringComparison.Ordinal) ? row : null;

    private IEnumerable<Session> LiveOf(string userId) =>
        Rows.Values.Where(r => r.IsLive && string.Equals(r.Session.UserId, userId, StringComparison.Ordinal)).Select(r => r.Session);

    private StoredSession Found(SessionDigest digest) =>
        Rows.GetValueOrDefault(digest) is { } row ? new StoredSession(row.IsLive ? row.Session : null, row.Ended) : StoredSession.Absent;
}
