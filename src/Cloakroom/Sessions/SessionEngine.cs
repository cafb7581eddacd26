using System.Diagnostics.Metrics;

namespace Cloakroom;

/// <summary>
/// Finds, decides, and applies the change: the one place that puts policy, near cache and store together. Every way to authenticate and
/// every way to end a session goes through here.
/// </summary>
internal sealed partial class SessionEngine : IDisposable
{
    // So that whoever comes back the next morning reads that they were away too long, not that nobody knows them.
    private static readonly TimeSpan Remembrance = TimeSpan.FromDays(1);

    // Of two machines, at both ends of the life of a token.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    // Of a hundred look-ups, one at most meets a step.
    private const int SweepStep = 100, RestsForStep = 99;

    // Milliseconds. A shorter delay would be none, and a store that answers at once would be swept in one go.
    private const int ShortestRest = 1, LongestRest = 100;

    private readonly StoreGuard _guard;
    private readonly GuardedStore _store;
    private readonly ISessionChangeFeed? _feed;
    private readonly PushLine _line;
    private readonly ISessionStore _bare;
    private readonly NearCache _cache;
    private readonly PendingRevocations _pending;
    private readonly AbandonedLogins _abandoned;
    private readonly IRevocationJournal? _journal;
    private readonly RevocationLedger _ledger;
    private readonly Replay _replay;
    private readonly SessionPolicy _policy;
    private readonly HookCalls _hooks;
    private readonly TimeProvider _time;
    private readonly TimeSpan _failStatic, _absolute;
    private readonly Meter _meter;
    private readonly RevocationLag _lag;

    /// <param name="store">Where sessions live.</param>
    /// <param name="options">How long they live.</param>
    /// <param name="time">The one clock.</param>
    /// <param name="news">Told what happens between this process and the store; for logs.</param>
    /// <param name="journal">Where logouts are written down; null for nowhere. It is read here.</param>
    /// <param name="tokens">How long sessions with tokens live; null for the defaults.</param>
    /// <param name="hooks">Told of sessions that were ended here; null for nobody.</param>
    public SessionEngine(
        ISessionStore store, SessionOptions options, TimeProvider time, Action<StoreNews>? news = null, IRevocationJournal? journal = null, TokenOptions? tokens = null,
        HookCalls? hooks = null)
    {
        news ??= _ => { };
        tokens ??= new TokenOptions();
        (_time, _policy, _failStatic, _hooks) = (time, new SessionPolicy(options, tokens), options.FailStatic, hooks ?? new HookCalls([], time, _ => { }));
        _absolute = options.Absolute > tokens.RefreshAbsolute ? options.Absolute : tokens.RefreshAbsolute;
        _guard = new StoreGuard(store, time, news);
        _store = new GuardedStore(store, _guard);
        Data = store is ISessionDataStore data ? new GuardedDataStore(data, _guard) : null;
        _bare = store;
        _feed = store as ISessionChangeFeed;
        // Without a push line a copy could outlive a logout elsewhere: no cache then.
        _cache = new NearCache(_feed is null ? 0 : options.NearCacheBytes, store is ISessionPlacement);
        _journal = journal;
        _ledger = new RevocationLedger(journal, journal is not null || store is ISessionStoreWatch or IRevocationLine, time, news);
        _pending = new PendingRevocations(_store, NoteTaken, NoteNamedAsync, Settle);
        _abandoned = new AbandonedLogins(_store);
        Recall(journal?.Read() ?? []);
        _replay = new Replay(store as ISessionStoreWatch, _store, _guard, _ledger, NoteTaken, _pending.NameAsync, time, news);
        _recent = new RecentEnds(tokens.Access + ClockDifference, time);
        _lag = new RevocationLag(time);
        _line = new PushLine(_feed, _cache, HearEnd, digest => _recent.Change(digest, isOwn: false), _recent.Missed, time);
        _meter = Telemetry.Observe(_cache, _guard.Breaker, _line, () => PendingCount);
    }

    /// <summary>The session data; null when the store has no such capability.</summary>
    public ISessionDataStore? Data { get; }

    /// <summary>Logouts that the store has not confirmed yet.</summary>
    public int PendingCount => _pending.Denied.Count;

    /// <summary>False while the store is away and not asked.</summary>
    public bool IsStoreThere => !_guard.Breaker.IsOpen;

    /// <summary>
    /// Who shows this ID, where the near cache can tell: nothing is awaited, locked or allocated. Null where it cannot;
    /// <see cref="AuthenticateAsync(SessionId, bool, CancellationToken)"/> can.
    /// </summary>
    public Decision? Recall(in SessionId id) => Recall(_cache.PlaceOf(in id), byToken: false);

    /// <summary>The same for a session that a token issued here names by its digest.</summary>
    public Decision? Recall(in SessionDigest digest) => Recall(_cache.PlaceOf(in digest), byToken: true);

    /// <summary>Who shows this ID? A hit in the near cache is answered at once.</summary>
    /// <param name="id">What was shown.</param>
    /// <param name="isSafe">The request only reads (RFC 9110 9.2.1): while the store is away it may be answered from memory.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<Decision> AuthenticateAsync(SessionId id, bool isSafe, CancellationToken cancellationToken) =>
        Recall(in id) is { } decision ? new(decision) : AskAsync(WhereOf(in id), isSafe, touches: true, cancellationToken);

    /// <summary>Who is this, where a token that was issued here names the session by its digest?</summary>
    /// <param name="digest">From a verified token.</param>
    /// <param name="isSafe">The request only reads.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<Decision> AuthenticateAsync(SessionDigest digest, bool isSafe, CancellationToken cancellationToken)
    {
        SessionPlace where = WhereOf(in digest);
        return Recall(where.Place, byToken: true) is { } decision ? new(decision) : AskAsync(where, isSafe, touches: true, cancellationToken);
    }

    /// <summary>The same without a use being noted: for who waits, and does nothing.</summary>
    public ValueTask<Decision> LookAsync(SessionPlace where, CancellationToken cancellationToken) =>
        Recall(where.Place, where.ByToken, touches: false) is { } decision ? new(decision) : AskAsync(where, isSafe: true, touches: false, cancellationToken);

    /// <summary>Where to look for the session of an ID.</summary>
    public SessionPlace WhereOf(in SessionId id) => new(_cache.PlaceOf(in id), DigestOf(id), ByToken: false);

    /// <summary>Where to look for a session with tokens.</summary>
    public SessionPlace WhereOf(in SessionDigest digest) => new(_cache.PlaceOf(in digest), digest, ByToken: true);

    /// <summary>The same from the store itself, whatever lies in the near cache; <see cref="Decision.Unavailable"/> where it cannot be asked.</summary>
    public async ValueTask<Decision> AskStoreAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        RefuseKnown(digest) is { } known ? Decision.Anonymous.Because(known)
        : !_guard.Breaker.IsOpen && await CatchUpAsync(cancellationToken) ? Decide(digest, byToken: true, await _store.FindAsync(digest, cancellationToken))
        : Decision.Unavailable.Instance;

    /// <summary>The digest under which the store keeps it.</summary>
    public SessionDigest DigestOf(SessionId id) => id.DigestFor(_bare);

    /// <summary>The user's sessions that are live at this moment, most recently seen first.</summary>
    public async ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        IReadOnlyList<Session> all = await _store.ListAsync(userId, cancellationToken);
        return [.. all.Where(s => SessionPolicy.Refuse(s, now) is null && RefuseKnown(s) is null)];
    }

    /// <summary>
    /// Lets the store forget what has expired, in small steps with rests between them: nobody waits for it, and look-ups beside it should not
    /// notice (a thousand sessions a second at least).
    /// </summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            long start = _time.GetTimestamp();
            if (await _store.SweepAsync(_time.GetUtcNow() - Remembrance, SweepStep, cancellationToken) < SweepStep)
            {
                return;
            }

            double rest = _time.GetElapsedTime(start).TotalMilliseconds * RestsForStep;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(rest, ShortestRest, LongestRest)), _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _guard.Dispose();
    }

    private Decision? Recall(Fingerprint place, bool byToken, bool touches = true) =>
        _feed is { IsFresh: true } && _replay.IsDone && _cache.TryRecall(place, out CachedSession? cached) ? Decide(cached, byToken, touches) : null;

    private async ValueTask<Decision> AskAsync(SessionPlace where, bool isSafe, bool touches, CancellationToken cancellationToken)
    {
        (Fingerprint place, SessionDigest digest, bool byToken) = where;
        try
        {
            if (RefuseKnown(digest) is { } known)
            {
                return Decision.Anonymous.Because(known);
            }

            if (_guard.Breaker.IsOpen || !await CatchUpAsync(cancellationToken))
            {
                return DecideAlone(place, byToken, isSafe);
            }

            bool fresh = await _line.HearAsync(digest, _guard, cancellationToken);
            if (fresh && _cache.TryGet(place, out CachedSession? cached) && Decide(cached, byToken, touches) is { } decision)
            {
                return decision;
            }

            return Decide(digest, byToken, await _cache.LoadAsync(place, digest, _store, keep: fresh, cancellationToken), touches);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (StoreUnavailableException)
        {
            return DecideAlone(place, byToken, isSafe);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The feed, or a mistake of this library: nobody is recognised by an accident (promise R11).
            _guard.Report(failure);
            return Decision.Unavailable.Instance;
        }
    }

    // Without the store. Fail closed, but not as a logout: a broken store proves nothing about the session (invariant 3).
    private Decision DecideAlone(Fingerprint place, bool byToken, bool isSafe)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!isSafe || _line.Silence is not { } silence || silence >= _failStatic || !_cache.TryGet(place, out CachedSession? cached)
            || SessionPolicy.Refuse(cached.Valid.Session, now) is not null || !IsShownRightly(cached.Valid.Session, byToken))
        {
            return Decision.Unavailable.Instance;
        }

        if (RefuseKnown(cached.Valid.Session) is { } known)
        {
            return Decision.Anonymous.Because(known);
        }

        Telemetry.StaleAnswers.Add(1);
        return new Decision.Valid(cached.Valid.Session) { Stale = silence };
    }

    // Null when the copy will not do: another process may have noted a later use, so the store has the last word on expiry.
    private Decision? Decide(CachedSession cached, bool byToken, bool touches = true)
    {
        // Settled is said in units of two seconds, rounded down: a few milliseconds do not matter.
        if (cached.IsSettled(_time.GetRecentUtcNow().ToUnixTimeMilliseconds(), byToken) && PendingCount == 0)
        {
            return cached.Valid;
        }

        DateTimeOffset now = _time.GetUtcNow();
        Decision.Valid valid = cached.Valid;
        if (!IsShownRightly(valid.Session, byToken))
        {
            return Decision.Anonymous.Because(Reason.UnknownSession);
        }

        if (SessionPolicy.Refuse(valid.Session, now) is not null)
        {
            _cache.Changed(valid.Session.Digest);
            return null;
        }

        if (_pending.Denied.Contains(valid.Session))
        {
            return Decision.Anonymous.Because(Reason.Revoked);
        }

        if (!_policy.ShouldTouch(valid.Session, now))
        {
            cached.Settle(_policy.SettledUntil(valid.Session), byToken);
            return valid;
        }

        if (!touches)
        {
            return valid;
        }

        if (cached.TryReplace(valid, new Decision.Valid(Seen(valid.Session, now))))
        {
            _ = TouchAsync(valid.Session.Digest, now);
        }

        return cached.Valid;
    }

    private Decision Decide(SessionDigest digest, bool byToken, StoredSession found, bool touches = true)
    {
        if (found.Ended is { } why)
        {
            return Decision.Anonymous.Because(SessionPolicy.Refuse(why));
        }

        if (found.Session is not { } session || session.Digest != digest || !IsShownRightly(session, byToken))
        {
            return Decision.Anonymous.Because(Reason.UnknownSession);
        }

        DateTimeOffset now = _time.GetUtcNow();
        if ((RefuseKnown(session) ?? SessionPolicy.Refuse(session, now)) is { } reason)
        {
            // Perhaps it was heard while the store was asked; then a copy may lie here now.
            _cache.Changed(digest);
            return Decision.Anonymous.Because(reason);
        }

        if (!touches || !_policy.ShouldTouch(session, now))
        {
            return new Decision.Valid(session);
        }

        _ = TouchAsync(digest, now);
        return new Decision.Valid(Seen(session, now));
    }

    // Half of a refresh token is the ID of its session: it is no cookie.
    private static bool IsShownRightly(Session session, bool byToken) => session.Carrier != Carrier.Cookie == byToken;

    private static Session Seen(Session session, DateTimeOffset now) => session with { LastSeenAt = SessionPolicy.Milliseconds(now) };

    // Not awaited by the request that causes it: the answer does not depend on it, and a touch may be lost.
    private async Task TouchAsync(SessionDigest digest, DateTimeOffset now)
    {
        try
        {
            await _store.TouchAsync(new(digest, SessionPolicy.Milliseconds(now)), CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Counted and logged by the guard; the session is seen at its next use.
        }
    }
}
