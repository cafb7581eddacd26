namespace Cloakroom;

internal sealed partial class SessionEngine
{
    /// <summary>
    /// Starts a session under a new ID. The session shown with the login ends; the same user's data follows. Null when all sessions of the
    /// user were ended after the person had authenticated.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nobody is logged in.</exception>
    public async ValueTask<StartedSession?> SignInAsync(SignIn signIn, SessionDigest? shown, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Session? current = shown is { } old ? await FindLiveAsync(old, now, cancellationToken) : null;
        cancellationToken.ThrowIfCancellationRequested();

        var id = SessionId.CreateFor(_bare, signIn.User.Id);
        SessionChange change = _policy.Login(signIn, DigestOf(id), SessionHandle.Create(), current, now);
        if (change is SessionChange.Replace replace)
        {
            if (await ReplaceAsync(replace) == Applied.Done)
            {
                return new StartedSession(id, replace.Session);
            }

            // A logout was faster. This login stands for itself, without the old data.
            change = _policy.Login(signIn, DigestOf(id), SessionHandle.Create(), current: null, now);
        }

        var create = (SessionChange.Create)change;
        if (!await CreateAsync(create))
        {
            // A sign-in that does not say when the person proved it is of this very moment. It may follow the end of all sessions within the
            // millisecond, as after a change of password, and is not what was ended.
            create = create with { Session = JustAfter(create.Session) };
            if (signIn.AuthenticatedAt is not null || !await CreateAsync(create))
            {
                return null;
            }
        }

        if (current is not null)
        {
            // Somebody else's session was shown: on this client it is over.
            await EndAsync(new(current.Digest, EndReason.Rotated), current);
        }

        return new StartedSession(id, create.Session);
    }

    /// <summary>Gives a live session a new ID at a change of privilege; null when it is not live any more.</summary>
    public async ValueTask<StartedSession?> RotateAsync(
        Session current, SessionUser user, bool reauthenticated, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = SessionId.CreateFor(_bare, user.Id);
        SessionChange.Replace replace = SessionPolicy.Rotate(current, user, DigestOf(id), reauthenticated, _time.GetUtcNow());
        return await ReplaceAsync(replace) == Applied.Done ? new StartedSession(id, replace.Session) : null;
    }

    /// <summary>The user of a live session has another address or other roles. Nothing happens where somebody else changed the session first.</summary>
    public ValueTask<Applied> UpdateUserAsync(Session session, SessionUser user) => UpdateAsync(session with { User = user });

    /// <summary>The same for all live sessions of the user; returns how many were changed.</summary>
    /// <exception cref="StoreUnavailableException">Some may be as they were; to be repeated.</exception>
    public ValueTask<int> UpdateUserAsync(SessionUser user, CancellationToken cancellationToken) =>
        UserUpdate.RunAsync(() => ListAsync(user.Id, cancellationToken), UpdateAsync, user);

    private async ValueTask<Applied> UpdateAsync(Session session)
    {
        Applied? applied = null;
        try
        {
            applied = await _store.UpdateAsync(new(session), CancellationToken.None);
            return applied.Value;
        }
        finally
        {
            if (applied is null or Applied.Done)
            {
                _recent.Change(session.Digest, isOwn: true);
            }

            _cache.Changed(session.Digest);
        }
    }

    private static Session JustAfter(Session session)
    {
        DateTimeOffset next = session.CreatedAt.AddMilliseconds(1);
        return session with { CreatedAt = next, AuthenticatedAt = next, LastSeenAt = next };
    }

    private async ValueTask<Session?> FindLiveAsync(SessionDigest digest, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await _store.FindAsync(digest, cancellationToken)).Session is { } found && found.Digest == digest
        && SessionPolicy.Refuse(found, now) is null && RefuseKnown(found) is null ? found : null;

    // Not cancellable, as all writes: the store is asked in bounded time, and a write cut off halfway leaves it open whether it happened.
    private async ValueTask<Applied> ReplaceAsync(SessionChange.Replace change)
    {
        try
        {
            Applied applied = await _store.ReplaceAsync(change, CancellationToken.None);
            if (applied == Applied.Done)
            {
                _pending.Denied.Moved(change.Old, change.Session);
                _ledger.Users.Moved(change.Old, change.Session);
                NoteEnded(change.Old, EndReason.Rotated);
            }

            return applied;
        }
        catch (StoreUnavailableException failure) when (failure.WasAsked)
        {
            _abandoned.Add(change.Session.Digest);
            throw;
        }
        finally
        {
            _cache.Changed(change.Old);
        }
    }

    // False for a login that all sessions were ended ahead of.
    private async ValueTask<bool> CreateAsync(SessionChange.Create change)
    {
        CreateOutcome outcome;
        try
        {
            outcome = await _store.CreateAsync(change, CancellationToken.None);
        }
        catch (StoreUnavailableException failure) when (failure.WasAsked)
        {
            // It may have happened all the same, and ended sessions beyond the limit.
            _cache.ChangedAll(change.Session.UserId);
            _abandoned.Add(change.Session.Digest);
            throw;
        }

        if (outcome.Applied == Applied.Revoked)
        {
            return false;
        }

        if (outcome.Applied != Applied.Done)
        {
            _cache.ChangedAll(change.Session.UserId);
            throw new StoreUnavailableException("The store says that a new random session ID is taken; its answers cannot be trusted.");
        }

        foreach (SessionDigest ended in outcome.Ended)
        {
            NoteEnded(ended, EndReason.LimitReached);
        }

        if (outcome.Ended.Count > 0)
        {
            await _hooks.EndedAsync(new(change.Session.UserId, EndReason.LimitReached) { Count = outcome.Ended.Count });
        }

        return true;
    }
}

/// <summary>A session that has just begun, with the secret that names it.</summary>
internal readonly record struct StartedSession(SessionId Id, Session Session)
{
    public override string ToString() => $"StartedSession({Session.Handle})";
}
