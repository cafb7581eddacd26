using System.Diagnostics.Metrics;

namespace Cloakroom;

/// <summary>
/// Finds, decides, and applies the change: the one place that puts policy, near cache and store together. Every way to authenticate and
/// every way to end a session goes through here.
/// </summary>
internal sealed class SessionEngine : IDisposable
{
    // So that whoever comes back the next morning reads that they were away too long, not that nobody knows them.
    private static readonly TimeSpan Remembrance = TimeSpan.FromDays(1);

    private readonly ISessionStore _store;
    private readonly ISessionChangeFeed? _feed;
    private readonly NearCache _cache;
    private readonly PendingRevocations _pending = new();
    private readonly SessionPolicy _policy;
    private readonly TimeProvider _time;
    private readonly Meter _meter;

    public SessionEngine(ISessionStore store, SessionOptions options, TimeProvider time)
    {
        (_store, _time, _policy) = (store, time, new SessionPolicy(options));
        _feed = store as ISessionChangeFeed;
        // Without a push line a copy could outlive a logout elsewhere: no cache then.
        _cache = new NearCache(_feed is null ? 0 : options.NearCacheBytes);
        _feed?.Observe(_cache);
        _meter = Telemetry.Observe(_cache);
    }

    public ISessionStore Store => _store;

    /// <summary>Who shows this ID? On a hit in the near cache nothing is awaited, locked or allocated.</summary>
    public ValueTask<Decision> AuthenticateAsync(SessionId id, CancellationToken cancellationToken) =>
        _feed is { IsFresh: true } && _cache.TryGet(in id, out CachedSession? cached) && Decide(cached) is { } decision
            ? new(decision)
            : AskAsync(id, cancellationToken);

    /// <summary>Starts a session under a new ID. The session shown with the login ends; the same user's data follows.</summary>
    /// <exception cref="StoreUnavailableException">Nobody is logged in.</exception>
    public async ValueTask<StartedSession> SignInAsync(SignIn signIn, SessionId? shown, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Session? current = shown is { } old ? (await _store.FindAsync(old.Digest(), cancellationToken)).Session : null;
        if (current is not null && (_pending.Denies(current) || SessionPolicy.Refuse(current, now) is not null))
        {
            current = null;
        }

        var id = SessionId.Create();
        SessionChange change = _policy.Login(signIn, id.Digest(), SessionHandle.Create(), current, now);
        if (change is SessionChange.Replace replace)
        {
            Applied applied = await _store.ReplaceAsync(replace, cancellationToken);
            _cache.Changed(replace.Old);
            if (applied == Applied.Done)
            {
                return new(id, replace.Session);
            }

            // A logout was faster. This login stands for itself, without the old data.
            change = _policy.Login(signIn, id.Digest(), SessionHandle.Create(), current: null, now);
        }

        var create = (SessionChange.Create)change;
        CreateOutcome outcome = await _store.CreateAsync(create, cancellationToken);
        if (outcome.Applied != Applied.Done)
        {
            throw new StoreUnavailableException("The store says that a new random session ID is taken; its answers cannot be trusted.");
        }

        foreach (SessionDigest ended in outcome.Ended)
        {
            _cache.Changed(ended);
        }

        if (current is not null)
        {
            // Somebody else's session was shown: on this client it is over.
            await EndAsync(new(current.Digest, EndReason.Rotated));
        }

        return new(id, create.Session);
    }

    /// <summary>Gives a live session a new ID at a change of privilege; null when it is not live any more.</summary>
    public async ValueTask<StartedSession?> RotateAsync(
        Session current, SessionUser user, bool reauthenticated, CancellationToken cancellationToken)
    {
        var id = SessionId.Create();
        SessionChange.Replace replace = SessionPolicy.Rotate(current, user, id.Digest(), reauthenticated, _time.GetUtcNow());
        Applied applied = await _store.ReplaceAsync(replace, cancellationToken);
        _cache.Changed(replace.Old);
        return applied == Applied.Done ? new StartedSession(id, replace.Session) : null;
    }

    /// <summary>
    /// Ends a session. From here on this process refuses it, whatever the store does; <see cref="EndOutcome.Pending"/> when the store could
    /// not take the write yet. Not cancellable: a logout that has begun is carried through.
    /// </summary>
    public ValueTask<EndOutcome> EndAsync(SessionChange.Destroy change) =>
        ApplyEndAsync(change, async () =>
        {
            Applied applied = await _store.DeleteAsync(change, CancellationToken.None);
            _cache.Changed(change.Digest);
            return applied == Applied.Done ? EndOutcome.Ended : EndOutcome.Absent;
        });

    /// <summary>Ends all sessions of a user but one; the same promises as <see cref="EndAsync"/>.</summary>
    public ValueTask<EndOutcome> EndAllAsync(SessionChange.DestroyAll change) =>
        ApplyEndAsync(change, async () =>
        {
            foreach (SessionDigest digest in await _store.DeleteUserAsync(change, CancellationToken.None))
            {
                _cache.Changed(digest);
            }

            return EndOutcome.Ended;
        });

    /// <summary>The user's sessions that are live at this moment, most recently seen first.</summary>
    public async ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        IReadOnlyList<Session> all = await _store.ListAsync(userId, cancellationToken);
        return [.. all.Where(s => SessionPolicy.Refuse(s, now) is null && !_pending.Denies(s))];
    }

    /// <summary>Repeats revocations that the store could not take.</summary>
    public ValueTask RetryPendingAsync() => _pending.RetryAsync(_store);

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

    private async ValueTask<EndOutcome> ApplyEndAsync(SessionChange change, Func<Task<EndOutcome>> apply)
    {
        try
        {
            return await apply();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _pending.Add(change, _time.GetUtcNow());
            _cache.Missed();
            return EndOutcome.Pending;
        }
    }

    private async ValueTask<Decision> AskAsync(SessionId id, CancellationToken cancellationToken)
    {
        try
        {
            bool fresh = _feed is not null && (_feed.IsFresh || await _feed.RefreshAsync(cancellationToken));
            if (fresh && _cache.TryGet(in id, out CachedSession? cached) && Decide(cached) is { } decision)
            {
                return decision;
            }

            SessionDigest digest = id.Digest();
            return Decide(digest, await _cache.LoadAsync(id, digest, _store, keep: fresh, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Fail closed, but not as a logout: a broken store proves nothing about the session (invariant 3).
            Telemetry.StoreFailures.Add(1);
            return Decision.Unavailable.Instance;
        }
    }

    // Null when the copy will not do: the session was ended here and the store does not know yet, or another process may have noted a later
    // use, so that the store has the last word on expiry.
    private Decision.Valid? Decide(CachedSession cached)
    {
        Decision.Valid valid = cached.Valid;
        DateTimeOffset now = _time.GetUtcNow();
        if (_pending.Denies(valid.Session) || SessionPolicy.Refuse(valid.Session, now) is not null)
        {
            _cache.Changed(valid.Session.Digest);
            return null;
        }

        if (_policy.ShouldTouch(valid.Session, now)
            && cached.TryReplace(valid, new Decision.Valid(valid.Session with { LastSeenAt = SessionPolicy.Milliseconds(now) })))
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
        if ((_pending.Denies(session) ? Reason.Revoked : SessionPolicy.Refuse(session, now)) is { } reason)
        {
            return Decision.Anonymous.Because(reason);
        }

        if (_policy.ShouldTouch(session, now))
        {
            _ = TouchAsync(digest, now);
        }

        return new Decision.Valid(session);
    }

    // Not awaited by the request that causes it: the answer does not depend on it, and a touch may be lost.
    private async Task TouchAsync(SessionDigest digest, DateTimeOffset now)
    {
        try
        {
            await _store.TouchAsync(new(digest, SessionPolicy.Milliseconds(now)), CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Telemetry.StoreFailures.Add(1);
        }
    }
}

/// <summary>A session that has just begun, with the secret that names it.</summary>
internal readonly record struct StartedSession(SessionId Id, Session Session)
{
    public override string ToString() => $"StartedSession({Session.Handle})";
}

/// <summary>What ending a session came to.</summary>
internal enum EndOutcome
{
    /// <summary>It is over, durably.</summary>
    Ended = 1,

    /// <summary>There was none.</summary>
    Absent = 2,

    /// <summary>Refused here from now on; the store is told as soon as it can take it.</summary>
    Pending = 3,
}
