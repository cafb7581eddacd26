using System.Buffers.Binary;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>
/// The users, digests and clock of one schedule, and what each move means: the same steps as the engine takes, between any two of which
/// another client may come in. Several worlds may live in one store; they share nothing.
/// </summary>
internal sealed class World
{
    // Three users that a careless comparison takes for one.
    private static readonly string[] Names = ["ann", "Ann", "ann "];
    private static long _worlds;

    private readonly long _number = Interlocked.Increment(ref _worlds);
    private readonly FakeClock _clock = new();
    private readonly SessionOptions _options = new() { Absolute = TimeSpan.FromHours(3), Idle = TimeSpan.FromHours(1), TouchEvery = TimeSpan.Zero, MaxPerUser = 3 };
    private readonly SessionPolicy _policy;
    private readonly bool _ownsStore;

    // Where the store places sessions, a digest belongs to one user: the slots are divided among two of them.
    private readonly SessionDigest[]? _placed;

    public World(ISessionStore store, bool ownsStore)
    {
        (_policy, _ownsStore) = (new SessionPolicy(_options), ownsStore);
        _placed = store is ISessionPlacement
            ? [.. Enumerable.Range(0, Schedules.Slots).Select(slot => SessionId.CreateFor(store, User(slot % 2)).DigestFor(store))] : null;
    }

    public IEnumerable<Call> Play(int client, Move[] moves) => moves.SelectMany((move, i) => Play(move, $"{client}.{i}"));

    private IEnumerable<Call> Play(Move move, string mark)
    {
        switch (move)
        {
            case Move.Login login:
                return Login(login, mark);
            case Move.Use use:
                return Use(Digest(use.Slot));
            case Move.Change change:
                return Change(Digest(change.Slot), mark);
            case Move.Rotate rotate:
                return Rotate(Digest(rotate.Slot), Digest(_placed is null ? rotate.To : Sibling(rotate.Slot, rotate.To)));
            case Move.Logout logout:
                return [new Call.Delete(Digest(logout.Slot))];
            case Move.LogoutEverywhere all:
                return [new Call.DeleteUser(User(all.User), all.Except is { } slot ? Digest(slot) : null)];
            case Move.Keep keep:
                return Keep(Digest(keep.Slot), $"key {keep.Key}", keep.Careful, mark);
            case Move.Drop drop:
                return [new Call.Write(Digest(drop.Slot), $"key {drop.Key}", null, null)];
            case Move.List list:
                return [new Call.List(User(list.User))];
            case Move.Step step:
                // The odd millisecond keeps every time away from the exact end of a session, where "expired before" is open to taste.
                _clock.SetUtcNow(_clock.GetUtcNow().AddMinutes(step.Minutes).AddMilliseconds(1));
                return [];
            default:
                return _ownsStore ? [new Call.Sweep(_clock.GetUtcNow())] : [];
        }
    }

    private IEnumerable<Call> Login(Move.Login login, string mark)
    {
        Session? current = null;
        if (login.Shown is { } shown)
        {
            var find = new Call.Find(Digest(shown), _clock.GetUtcNow());
            yield return find;
            current = find.Valid;
        }

        var signIn = new SignIn(new SessionUser(User(_placed is null ? login.User : login.Slot % 2))) { Device = mark };
        SessionChange change = _policy.Login(signIn, Digest(login.Slot), SessionHandle.Create(), current, _clock.GetUtcNow());
        if (change is SessionChange.Replace replace)
        {
            var call = new Call.Replace(replace);
            yield return call;
            change = call.Answer == Applied.Absent ? new SessionChange.Create(replace.Session, _options.MaxPerUser) : change;
        }

        if (change is SessionChange.Create create)
        {
            yield return new Call.Create(create);
        }
    }

    private IEnumerable<Call> Use(SessionDigest digest)
    {
        var find = new Call.Find(digest, _clock.GetUtcNow());
        yield return find;
        if (find.Valid is { } session && _policy.ShouldTouch(session, find.Now))
        {
            yield return new Call.Touch(digest, find.Now);
        }
    }

    private IEnumerable<Call> Change(SessionDigest digest, string mark)
    {
        var find = new Call.Find(digest, _clock.GetUtcNow());
        yield return find;
        if (find.Valid is { } session)
        {
            yield return new Call.Update(session with { Device = mark });
        }
    }

    private IEnumerable<Call> Rotate(SessionDigest digest, SessionDigest to)
    {
        var find = new Call.Find(digest, _clock.GetUtcNow());
        yield return find;
        if (find.Valid is { } session)
        {
            yield return new Call.Replace(SessionPolicy.Rotate(session, session.User, to, reauthenticated: false, find.Now));
        }
    }

    private static IEnumerable<Call> Keep(SessionDigest digest, string key, bool careful, string mark)
    {
        long? version = null;
        if (careful)
        {
            var read = new Call.Read(digest, key);
            yield return read;
            version = read.Answer?.Version ?? 0;
        }

        yield return new Call.Write(digest, key, mark, version);
    }

    // Iterators run when they are asked for the next call, so the digest of a slot must always be the same.
    private SessionDigest Digest(int slot)
    {
        if (_placed is not null)
        {
            return _placed[slot];
        }

        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        bytes[0] = (byte)slot;
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], _number);
        return new SessionDigest(bytes);
    }

    // A slot of the same user.
    private static int Sibling(int slot, int wanted) => (wanted % (slot % 2 == 0 ? 3 : 2) * 2) + (slot % 2);

    private string User(int user) => _ownsStore ? Names[user] : $"{_number} {Names[user]}";
}
