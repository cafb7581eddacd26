namespace Cloakroom;

/// <summary>Ending sessions, so that they stay ended: whatever the store does now, forgets later, or comes back as.</summary>
internal sealed partial class SessionEngine
{
    /// <summary>False while revocations have to be repeated before the store may be believed.</summary>
    public bool IsStoreCaughtUp => _replay.IsDone;

    /// <summary>What the store says is wrong with itself, in one sentence; null for nothing.</summary>
    public string? StoreTrouble => (_bare as ISessionStoreWatch)?.Trouble;

    /// <summary>How far the clock of the store is ahead of this one; null where that is not known.</summary>
    public TimeSpan? StoreClockSkew => (_bare as ISessionStoreWatch)?.ClockSkew;

    /// <summary>Whether logouts survive this process.</summary>
    public bool HasJournal => _journal is not null;

    /// <summary>
    /// Ends a session. From here on this process refuses it, whatever the store does; <see cref="EndOutcome.Pending"/> when the store could
    /// not take the write yet. Where there is a journal, the answer means that it is written down. Not cancellable: a logout that has begun
    /// is carried through.
    /// </summary>
    /// <param name="change">Which and why.</param>
    /// <param name="live">
    /// The session where it is known, so that journal and store work at the same time. Without it the store is asked first: anybody can show
    /// an ID that never was.
    /// </param>
    /// <exception cref="StoreUnavailableException">More logouts wait for the store than this process can keep.</exception>
    public async ValueTask<EndOutcome> EndAsync(SessionChange.Destroy change, Session? live = null)
    {
        Session? told = live ?? await WhoseAsync(change.Digest);
        EndOutcome outcome = await EndNowAsync(change, live);
        CountEnded(outcome == EndOutcome.Absent ? 0 : 1, change.Why);
        if (outcome != EndOutcome.Absent && told is not null)
        {
            await _hooks.EndedAsync(new(told.UserId, change.Why) { Session = told, IsPending = outcome == EndOutcome.Pending });
        }

        return outcome;
    }

    private async ValueTask<EndOutcome> EndNowAsync(SessionChange.Destroy change, Session? live)
    {
        var entry = new JournalEntry.Ended(change.Digest, change.Why, live?.ExpiresAt ?? LastExpiry());
        bool isNew = _ledger.TryAdd(entry.Digest, entry.Why, entry.Expires);
        Task<bool>? kept = isNew && live is not null ? _ledger.KeepAsync(entry) : null;
        try
        {
            _lag.Began(change.Digest);
            bool ended = await _store.DeleteAsync(change, CancellationToken.None) == Applied.Done;
            if (isNew && !ended && live is null)
            {
                _ledger.Forget(change.Digest);
            }
            else if (isNew)
            {
                await WaitForAsync(kept ?? _ledger.KeepAsync(entry));
            }

            if (ended)
            {
                _recent.Add(change.Digest);
            }

            return ended ? EndOutcome.Ended : EndOutcome.Absent;
        }
        catch (StoreUnavailableException)
        {
            try
            {
                return await EndLaterAsync(new PendingRevocation.One(change.Digest, change.Why));
            }
            catch (StoreUnavailableException) when (isNew)
            {
                _ledger.Forget(change.Digest);
                throw;
            }
        }
        finally
        {
            _cache.Changed(change.Digest);
        }
    }

    /// <summary>Ends all sessions of a user but one; the same promises as <see cref="EndAsync"/>.</summary>
    public async ValueTask<EndOutcome> EndAllAsync(SessionChange.DestroyAll change)
    {
        (EndOutcome outcome, int count) = await EndAllNowAsync(change);
        CountEnded(count, change.Why);
        if (count > 0 || outcome == EndOutcome.Pending)
        {
            await _hooks.EndedAsync(new(change.UserId, change.Why) { Count = count, IsPending = outcome == EndOutcome.Pending });
        }

        return outcome;
    }

    private async ValueTask<(EndOutcome Outcome, int Count)> EndAllNowAsync(SessionChange.DestroyAll change)
    {
        // Read before the store is asked: a login while it hesitates is not meant, and a store that is replaced meanwhile may forget.
        DateTimeOffset now = _time.GetUtcNow();
        long generation = _replay.Generation;
        change = change with { At = now };
        try
        {
            IReadOnlyList<SessionDigest> ended = await _store.DeleteUserAsync(change, CancellationToken.None);
            var unknown = new List<JournalEntry>(NoteEndedAll(new PendingRevocation.All(change.UserId, change.Why, now) { Except = change.Except }));
            foreach (SessionDigest digest in ended)
            {
                var entry = new JournalEntry.Ended(digest, change.Why, LastExpiry());
                if (_ledger.TryAdd(entry.Digest, entry.Why, entry.Expires))
                {
                    unknown.Add(entry);
                }

                _recent.Add(digest);
                _cache.Changed(digest);
            }

            // Also what another node ended a moment ago, which the store does not name any more and the push line may not have told yet.
            _cache.ChangedAll(change.UserId);
            if (generation != _replay.Generation)
            {
                _replay.Again();
            }

            if (unknown.Count > 0)
            {
                await WaitForAsync(_ledger.KeepAsync(unknown));
            }

            return (EndOutcome.Ended, ended.Count);
        }
        catch (StoreUnavailableException)
        {
            return (await EndLaterAsync(new PendingRevocation.All(change.UserId, change.Why, now) { Except = change.Except }), 0);
        }
    }

    /// <summary>
    /// Ends all sessions of whoever this ID belongs to, where the store could not say who that is. A copy, of whatever age, tells whose it is;
    /// without one only the ID itself is refused at once, and the others when the store can be asked.
    /// </summary>
    /// <exception cref="StoreUnavailableException">More logouts wait for the store than this process can keep.</exception>
    public ValueTask<EndOutcome> EndAllLaterAsync(SessionId shown, EndReason why)
    {
        DateTimeOffset now = _time.GetUtcNow();
        // Asked for later, the store might know the ID only as one that somebody has ended meanwhile, and no longer whose it was.
        return EndLaterAsync(_cache.TryGet(in shown, out CachedSession? copy) && copy.Valid.Session is { } session
                && SessionPolicy.Refuse(session, now) is null && RefuseKnown(session) is null
            ? new PendingRevocation.All(session.UserId, why, now) : new PendingRevocation.AllLike(DigestOf(shown), why, now));
    }

    /// <summary>
    /// Repeats revocations that the store could not take, or has forgotten, and ends sessions that nobody was given. The store is not asked while
    /// it is known to be away.
    /// </summary>
    public async ValueTask RetryPendingAsync()
    {
        // Before anything is announced: whoever hears of it may end it in the store.
        if (IsStoreThere)
        {
            await _pending.NameAsync();
        }

        await AnnounceAsync(_pending.Waiting.Take(AnnouncedAtOnce));
        if (IsStoreThere)
        {
            await _replay.RunAsync();
            await _pending.RetryAsync();
            await _abandoned.EndAsync();
        }
    }

    /// <summary>Forgets what has expired here and in the journal.</summary>
    public async Task CompactAsync()
    {
        _ledger.Sweep();
        await _ledger.CompactAsync(() => _pending.Waiting.Select(p => new JournalEntry.Waits(p, LastExpiry())));
    }

    private static void CountEnded(int count, EndReason why)
    {
        if (count > 0)
        {
            Telemetry.SessionsEnded.Add(count, new KeyValuePair<string, object?>("why", why.ToString()));
        }
    }

    // Only for somebody who is told of it. Where the store cannot say, nobody is.
    private async ValueTask<Session?> WhoseAsync(SessionDigest digest)
    {
        if (_hooks.IsEmpty || _guard.Breaker.IsOpen)
        {
            return null;
        }

        try
        {
            return (await _store.FindAsync(digest, CancellationToken.None)).Session;
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private async ValueTask<EndOutcome> EndLaterAsync(PendingRevocation revocation)
    {
        if (!_pending.TryAdd(revocation))
        {
            throw new StoreUnavailableException("Too many logouts wait for the session store.");
        }

        foreach (SessionDigest digest in DigestsOf(revocation))
        {
            _recent.Add(digest);
        }

        Task announced = AnnounceAsync([revocation]).AsTask();
        await WaitForAsync(_ledger.KeepAsync(new JournalEntry.Waits(revocation, LastExpiry())));
        await announced;
        return EndOutcome.Pending;
    }

    // A disk that hangs keeps nobody waiting either: then it is as without a journal.
    private async ValueTask WaitForAsync(Task<bool> kept)
    {
        try
        {
            await _guard.InTimeAsync(new ValueTask<bool>(kept), StoreGuard.Write, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // It goes on by itself.
        }
    }

    private async ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _replay.IsDone || await _guard.InTimeAsync(new ValueTask<bool>(_replay.RunAsync()), StoreGuard.Read, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // What this process knows, whatever the store says.
    private Reason? RefuseKnown(SessionDigest digest) =>
        _ledger.Find(digest) is { } why ? SessionPolicy.Refuse(why) : _pending.Denied.Contains(digest) ? Reason.Revoked : null;

    private Reason? RefuseKnown(Session session) =>
        _ledger.Find(session.Digest) is { } why ? SessionPolicy.Refuse(why) : _pending.Denied.Contains(session) ? Reason.Revoked : null;

    // Ended by this process, and durable in the store: written down without waiting.
    private void NoteEnded(SessionDigest digest, EndReason why)
    {
        Hear(digest, why, LastExpiry());
        _cache.Changed(digest);
    }

    // It was known while it waited, but written down as waiting only.
    private void NoteTaken(SessionDigest digest, EndReason why)
    {
        DateTimeOffset expires = LastExpiry();
        _ledger.TryAdd(digest, why, expires);
        _recent.Add(digest);
        _ = _ledger.KeepAsync(new JournalEntry.Ended(digest, why, expires));
        _cache.Changed(digest);
    }

    // The name is durable before the nameless one is gone.
    private async Task NoteNamedAsync(PendingRevocation nameless, PendingRevocation named)
    {
        await WaitForAsync(_ledger.KeepAsync(new JournalEntry.Waits(named, LastExpiry())));
        _ = _ledger.KeepAsync(new JournalEntry.Settled(RevocationFormat.KeyOf(nameless)));
    }

    private void HearEnd(SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        _lag.Heard(digest);
        Hear(digest, why, expires);
    }

    private void Hear(SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        _recent.Add(digest);
        if (_ledger.TryAdd(digest, why, expires))
        {
            _ = _ledger.KeepAsync(new JournalEntry.Ended(digest, why, expires));
        }
    }

    // For a store that may come back with a session which the one before it never named.
    private JournalEntry[] NoteEndedAll(PendingRevocation.All all)
    {
        if (_bare is not ISessionStoreWatch)
        {
            return [];
        }

        var entry = new JournalEntry.EndedAll(all, LastExpiry());
        _ledger.Users.Add(entry);
        return [entry];
    }

    private void Settle(PendingRevocation revocation)
    {
        // Sessions that others have ended meanwhile are not named by the store any more, and may still be copied here.
        JournalEntry[] over = [];
        if (revocation is PendingRevocation.All all)
        {
            _cache.ChangedAll(all.UserId);
            over = NoteEndedAll(all);
        }

        _ = _ledger.KeepAsync([.. over, new JournalEntry.Settled(RevocationFormat.KeyOf(revocation))]);
    }

    private void Recall(byte[] journal)
    {
        if (journal.Length == 0)
        {
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        var waiting = new Dictionary<PendingKey, JournalEntry.Waits>();
        foreach (JournalEntry entry in RevocationFormat.Read(journal))
        {
            switch (entry)
            {
                case JournalEntry.Ended ended when ended.Expires > now:
                    _ledger.TryAdd(ended.Digest, ended.Why, ended.Expires);
                    break;
                case JournalEntry.EndedAll all when all.Expires > now:
                    _ledger.Users.Add(all);
                    break;
                case JournalEntry.Waits waits when waits.Expires > now:
                    waiting[RevocationFormat.KeyOf(waits.What)] = waits;
                    break;
                case JournalEntry.Settled settled:
                    waiting.Remove(settled.What);
                    break;
            }
        }

        foreach (JournalEntry.Waits waits in waiting.Values)
        {
            _pending.TryAdd(waits.What);
        }
    }

    // No session that exists now lives longer.
    private DateTimeOffset LastExpiry() => _time.GetUtcNow() + _absolute;
}
