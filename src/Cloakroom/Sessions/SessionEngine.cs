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

    private readonly StoreGuard _guard;
    private readonly GuardedStore _store;
    private readonly ISessionChangeFeed? _feed;
    private readonly ISessionStore _bare;
    private readonly NearCache _cache;
    private readonly PendingRevocations _pending;
    private readonly SessionPolicy _policy;
    private readonly TimeProvider _time;
    private readonly Meter _meter;

    /// <param name="store">Where sessions live.</param>
    /// <param name="options">How long they live.</param>
    /// <param name="time">The one clock.</param>
    /// <param name="storeFailed">Told of every failure of the store; for logs.</param>
    public SessionEngine(ISessionStore store, SessionOptions options, TimeProvider time, Action<Exception>? storeFailed = null)
    {
        (_time, _policy, _guard) = (time, new SessionPolicy(options), new StoreGuard(storeFailed ?? (_ => { })));
        _store = new GuardedStore(store, _guard);
        Data = store is ISessionDataStore data ? new GuardedDataStore(data, _guard) : null;
        _bare = store;
        _feed = store as ISessionChangeFeed;
        // Without a push line a copy could outlive a logout elsewhere: no cache then.
        _cache = new NearCache(_feed is null ? 0 : options.NearCacheBytes, store is ISessionPlacement);
        _feed?.Observe(_cache);
        _pending = new PendingRevocations(_store, _cache.Changed);
        _meter = Telemetry.Observe(_cache);
    }

    /// <summary>The session data; null when the store has no such capability.</summary>
    public ISessionDataStore? Data { get; }

    /// <summary>Logouts that the store has not confirmed yet.</summary>
    public int PendingCount => _pending.Denied.Count;

    /// <summary>Who shows this ID? On a hit in the near cache nothing is awaited, locked or allocated.</summary>
    public ValueTask<Decision> AuthenticateAsync(SessionId id, CancellationToken cancellationToken) =>
        _feed is { IsFresh: true } && _cache.TryGet(in id, out CachedSession? cached) && Decide(cached) is { } decision
            ? new(decision)
            : AskAsync(id, cancellationToken);

    /// <summary>The digest under which the store keeps it.</summary>
    public SessionDigest DigestOf(SessionId id) => id.DigestFor(_bare);

    /// <summary>The user's sessions that are live at this moment, most recently seen first.</summary>
    public async ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        IReadOnlyList<Session> all = await _store.ListAsync(userId, cancellationToken);
        return [.. all.Where(s => SessionPolicy.Refuse(s, now) is null && !_pending.Denied.Contains(s))];
    }

    /// <summary>Repeats revocations that the store could not take.</summary>
    public ValueTask RetryPendingAsync() => _pending.RetryAsync();

    /// <summary>Lets the store forget what has expired, in small steps.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        const int Batch = 500;
        while (await _store.SweepAsync(_time.GetUtcNow() - Remembrance, Batch, cancellationToken) == Batch)
        {
            await Task.Yield();
        }
    }

    public void Dispose() => _meter.Dispose();

    private async ValueTask<Decision> AskAsync(SessionId id, CancellationToken cancellationToken)
    {
        try
        {
            SessionDigest digest = DigestOf(id);
            if (_pending.Denied.Contains(digest))
            {
                return Decision.Anonymous.Because(Reason.Revoked);
            }

            bool fresh = _feed is not null
                && (_feed.IsFreshFor(digest) || await _feed.RefreshAsync(cancellationToken) || _feed.IsFreshFor(digest));
            if (fresh && _cache.TryGet(in id, out CachedSession? cached) && Decide(cached) is { } decision)
            {
                return decision;
            }

            return Decide(digest, await _cache.LoadAsync(id, digest, _store, keep: fresh, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (StoreUnavailableException)
        {
            // Fail closed, but not as a logout: a broken store proves nothing about the session (invariant 3).
            return Decision.Unavailable.Instance;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The feed, or a mistake of this library: nobody is recognised by an accident (promise R11).
            _guard.Report(failure);
            return Decision.Unavailable.Instance;
        }
    }

    // Null when the copy will not do: another process may have noted a later use, so the store has the last word on expiry.
    private Decision? Decide(CachedSession cached)
    {
        Decision.Valid valid = cached.Valid;
        DateTimeOffset now = _time.GetUtcNow();
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
            return valid;
        }

        if (cached.TryReplace(valid, new Decision.Valid(Seen(valid.Session, now))))
        {
            _ = TouchAsync(valid.Session.Digest, now);
        }

        return cached.Valid;
    }

    private Decision Decide(SessionDigest digest, StoredSession found)
    {
        if (found.Ended is { } why)
        {
            return Decision.Anonymous.Because(SessionPolicy.Refuse(why));
        }

        if (found.Session is not { } session || session.Digest != digest)
        {
            return Decision.Anonymous.Because(Reason.UnknownSession);
        }

        DateTimeOffset now = _time.GetUtcNow();
        if ((_pending.Denied.Contains(session) ? Reason.Revoked : SessionPolicy.Refuse(session, now)) is { } reason)
        {
            return Decision.Anonymous.Because(reason);
        }

        if (!_policy.ShouldTouch(session, now))
        {
            return new Decision.Valid(session);
        }

        _ = TouchAsync(digest, now);
        return new Decision.Valid(Seen(session, now));
    }

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
