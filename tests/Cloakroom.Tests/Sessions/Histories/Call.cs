using System.Text;

namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>One call of the store, with its answer and the moments, in the order of all calls, at which it began and ended.</summary>
internal abstract class Call
{
    public int Client { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    /// <summary>Does this call come wholly before the other?</summary>
    public bool IsBefore(Call other) => End < other.Start;

    public abstract Task RunAsync(ISessionStore store);

    protected static CancellationToken None => CancellationToken.None;

    internal sealed class Find(SessionDigest digest, DateTimeOffset now) : Call
    {
        public SessionDigest Digest => digest;

        public DateTimeOffset Now => now;

        public StoredSession Answer { get; private set; }

        /// <summary>Why the engine refuses what was found at that time; null when it is valid.</summary>
        public Reason? Verdict { get; private set; }

        public Session? Valid => Verdict is null ? Answer.Session : null;

        public override async Task RunAsync(ISessionStore store)
        {
            Answer = await store.FindAsync(digest, None);
            Verdict = Answer.Session is { } session ? SessionPolicy.Refuse(session, now)
                : Answer.Ended is { } why ? SessionPolicy.Refuse(why)
                : Reason.UnknownSession;
        }

        public override string ToString() => $"find {digest} at {now:dd HH:mm} -> {Show(Answer)}, {Verdict?.Code ?? "valid"}";
    }

    internal sealed class Create(SessionChange.Create change) : Call
    {
        public SessionChange.Create Change => change;

        public CreateOutcome Answer { get; private set; }

        public override async Task RunAsync(ISessionStore store) => Answer = await store.CreateAsync(change, None);

        public override string ToString() => $"create {Show(change.Session)} -> {Answer.Applied}, ended [{string.Join(' ', Answer.Ended)}]";
    }

    internal sealed class Replace(SessionChange.Replace change) : Call
    {
        public SessionChange.Replace Change => change;

        public Applied Answer { get; private set; }

        public override async Task RunAsync(ISessionStore store) => Answer = await store.ReplaceAsync(change, None);

        public override string ToString() => $"replace {change.Old} by {Show(change.Session)} -> {Answer}";
    }

    internal sealed class Update(Session session) : Call
    {
        public Session Session => session;

        public Applied Answer { get; private set; }

        public override async Task RunAsync(ISessionStore store) => Answer = await store.UpdateAsync(new(session), None);

        public override string ToString() => $"update {Show(session)} -> {Answer}";
    }

    internal sealed class Touch(SessionDigest digest, DateTimeOffset seen) : Call
    {
        public SessionDigest Digest => digest;

        public DateTimeOffset Seen => seen;

        public Applied Answer { get; private set; }

        public override async Task RunAsync(ISessionStore store) => Answer = await store.TouchAsync(new(digest, seen), None);

        public override string ToString() => $"touch {digest} at {seen:dd HH:mm} -> {Answer}";
    }

    internal sealed class Delete(SessionDigest digest) : Call
    {
        public SessionDigest Digest => digest;

        public Applied Answer { get; private set; }

        public override async Task RunAsync(ISessionStore store) => Answer = await store.DeleteAsync(new(digest, EndReason.LoggedOut), None);

        public override string ToString() => $"delete {digest} -> {Answer}";
    }

    internal sealed class DeleteUser(string userId, SessionDigest? except) : Call
    {
        public string UserId => userId;

        public SessionDigest? Except => except;

        public IReadOnlyList<SessionDigest> Answer { get; private set; } = [];

        public override async Task RunAsync(ISessionStore store) => Answer = await store.DeleteUserAsync(new(userId, except, EndReason.Revoked), None);

        public override string ToString() => $"delete all of {userId} but {except} -> [{string.Join(' ', Answer)}]";
    }

    internal sealed class List(string userId) : Call
    {
        public string UserId => userId;

        public IReadOnlyList<Session> Answer { get; private set; } = [];

        public override async Task RunAsync(ISessionStore store) => Answer = await store.ListAsync(userId, None);

        public override string ToString() => $"list {userId} -> [{string.Join("; ", Answer.Select(Show))}]";
    }

    internal sealed class Sweep(DateTimeOffset now) : Call
    {
        public DateTimeOffset Now => now;

        public int Answer { get; private set; }

        public IEnumerable<Call> Steps => [.. Enumerable.Range(0, Answer).Select(_ => new Forget(this)), new NoneLeft(this)];

        public override async Task RunAsync(ISessionStore store) => Answer = await store.SweepAsync(now, 1000, None);

        public override string ToString() => $"sweep at {now:dd HH:mm} -> {Answer}";
    }

    /// <summary>One record forgotten by a sweep.</summary>
    internal sealed class Forget(Sweep sweep) : Step(sweep);

    /// <summary>The moment at which a sweep finds nothing more.</summary>
    internal sealed class NoneLeft(Sweep sweep) : Step(sweep);

    /// <summary>A sweep need not be one step: it goes record by record, so that it holds up nobody, and others may come in between.</summary>
    internal abstract class Step : Call
    {
        protected Step(Sweep sweep) => (Now, Client, Start, End) = (sweep.Now, sweep.Client, sweep.Start, sweep.End);

        public DateTimeOffset Now { get; }

        public override Task RunAsync(ISessionStore store) => Task.CompletedTask;
    }

    internal sealed class Read(SessionDigest digest, string key) : Call
    {
        public SessionDigest Digest => digest;

        public string Key => key;

        public DataItem? Answer { get; private set; }

        public string? Value => Answer is null ? null : Encoding.UTF8.GetString(Answer.Value.Span);

        public override async Task RunAsync(ISessionStore store) =>
            Answer = store is ISessionDataStore data ? await data.ReadAsync(digest, key, None) : null;

        public override string ToString() => $"read {digest} {key} -> {Value} ({Answer?.Version})";
    }

    internal sealed class Write(SessionDigest digest, string key, string? value, long? onVersion) : Call
    {
        public SessionDigest Digest => digest;

        public string Key => key;

        public string? Value => value;

        public DataCondition Condition => onVersion is null ? DataCondition.None : onVersion == 0 ? DataCondition.Absent : DataCondition.Version(onVersion.Value);

        public DataOutcome Answer { get; private set; } = new(DataResult.SessionGone, 0);

        public override async Task RunAsync(ISessionStore store)
        {
            if (store is ISessionDataStore data)
            {
                Answer = await data.WriteAsync(
                    value is null ? DataWrite.Remove(digest, key, Condition) : new DataWrite(digest, key, Encoding.UTF8.GetBytes(value), Condition), None);
            }
        }

        public override string ToString() => $"write {digest} {key} {value} on {onVersion} -> {Answer.Result} ({Answer.Version})";
    }

    private static string Show(StoredSession found) => found.Session is { } session ? Show(session) : found.Ended?.ToString() ?? "absent";

    private static string Show(Session s) => $"{s.Digest} of {s.UserId} v{s.Version} by {s.Device} seen {s.LastSeenAt:dd HH:mm}";
}
