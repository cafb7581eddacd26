namespace Cloakroom;

/// <summary>
/// Sessions in the memory of this process: for tests, trials and single-process programs where a restart may log everyone out.
/// It keeps every obligation of a store but one: nothing survives the process.
/// </summary>
/// <remarks>
/// Writes take one lock; finds take it only while somebody writes. There is no timer: call <see cref="SweepAsync"/> now and then, as with
/// any store. Records that <see cref="SessionFormat"/> would refuse are refused here too, and come back as they would from there.
/// </remarks>
public sealed partial class MemorySessionStore : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly MemoryShelf _shelf = new();
    private readonly MemoryEpochs _epochs = new();

    // Odd while a change is made. A change may touch several sessions, and is seen whole or not at all.
    private long _changes;

    /// <inheritdoc />
    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        Unlocked(Find(digest) is { } entry ? new StoredSession(entry.Session, entry.Ended) : StoredSession.Absent, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A field of the record, or the limit, is out of its range.</exception>
    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken)
    {
        int others = change.LimitPerUser >= 1 ? change.LimitPerUser - 1 : throw new ArgumentException("The limit per user is at least 1.", nameof(change));
        Session session = AsStored(change.Session);
        return Locked(
            () =>
            {
                if (_shelf.Find(session.Digest) is not null)
                {
                    return new CreateOutcome(Applied.Exists, []);
                }

                if (_epochs.Refuses(session))
                {
                    return new CreateOutcome(Applied.Revoked, []);
                }

                // The new session stays even where another clock has seen the others later.
                Session[] ended = [.. MostRecentFirst(_shelf.LiveOf(session.UserId)).Skip(others)];
                _shelf.Put(session, MemoryData.Empty);
                return new CreateOutcome(Applied.Done, End(ended, EndReason.LimitReached));
            },
            cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A field of the record is out of its range.</exception>
    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken)
    {
        Session session = AsStored(change.Session);
        return Locked(
            () =>
            {
                if (_shelf.Find(change.Old) is not { Session: { } old, Data: var data } || !IsOfOneUser(old, session))
                {
                    return Applied.Absent;
                }

                if (_shelf.Find(session.Digest) is not null)
                {
                    return Applied.Exists;
                }

                _shelf.End(old, EndReason.Rotated);
                _shelf.Put(session, data);
                return Applied.Done;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A field of the record is out of its range.</exception>
    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken)
    {
        Session session = AsStored(change.Session with { Version = change.Session.Version + 1 });
        return Locked(
            () =>
            {
                if (_shelf.Find(session.Digest) is not { Session: { } stored, Data: var data } || !IsOfOneUser(stored, session))
                {
                    return Applied.Absent;
                }

                if (stored.Version != change.Session.Version)
                {
                    return Applied.Conflict;
                }

                _shelf.Put(session with { LastSeenAt = Later(stored.LastSeenAt, session.LastSeenAt) }, data);
                return Applied.Done;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken)
    {
        DateTimeOffset seen = SessionPolicy.Milliseconds(change.LastSeenAt);
        return Locked(
            () =>
            {
                if (_shelf.Find(change.Digest) is not { Session: { } stored, Data: var data })
                {
                    return Applied.Absent;
                }

                if (seen > stored.LastSeenAt)
                {
                    _shelf.Put(stored with { LastSeenAt = seen }, data);
                }

                return Applied.Done;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => Locked(
        () =>
        {
            if (_shelf.Find(change.Digest) is not { Session: { } stored })
            {
                return Applied.Absent;
            }

            _shelf.End(stored, change.Why);
            return Applied.Done;
        },
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => Locked<IReadOnlyList<Session>>(
        () => [.. MostRecentFirst(_shelf.LiveOf(userId))],
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) => Locked<IReadOnlyList<SessionDigest>>(
        () =>
        {
            _epochs.Note(change);
            return End([.. _shelf.LiveOf(change.UserId).Where(s => s.Digest != change.Except)], change.Why);
        },
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        int swept = 0;
        while (!cancellationToken.IsCancellationRequested && swept < limit)
        {
            // One at a time, so that a large sweep does not hold up a request.
            lock (_gate)
            {
                if (!_shelf.ForgetOne(now))
                {
                    break;
                }
            }

            swept++;
        }

        return ValueTask.FromResult(swept);
    }

    private static ValueTask<T> Unlocked<T>(T answer, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<T>(cancellationToken) : ValueTask.FromResult(answer);

    private ValueTask<T> Locked<T>(Func<T> step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        lock (_gate)
        {
            Interlocked.Increment(ref _changes);
            try
            {
                return ValueTask.FromResult(step());
            }
            finally
            {
                Interlocked.Increment(ref _changes);
            }
        }
    }

    private MemoryEntry? Find(SessionDigest digest)
    {
        long before = Volatile.Read(ref _changes);
        MemoryEntry? entry = _shelf.Find(digest);
        if (before % 2 == 0 && Volatile.Read(ref _changes) == before)
        {
            return entry;
        }

        lock (_gate)
        {
            return _shelf.Find(digest);
        }
    }

    private SessionDigest[] End(Session[] sessions, EndReason why)
    {
        foreach (Session session in sessions)
        {
            _shelf.End(session, why);
        }

        return Array.ConvertAll(sessions, s => s.Digest);
    }

    private static IEnumerable<Session> MostRecentFirst(IEnumerable<Session> sessions) => sessions.OrderByDescending(s => s.LastSeenAt);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static Session AsStored(Session session) =>
        SessionFormat.TryRead(SessionFormat.Write(session), out Session? stored)
            ? stored
            : throw new ArgumentException("The record cannot be read back.", nameof(session));

    private static bool IsOfOneUser(Session a, Session b) => string.Equals(a.UserId, b.UserId, StringComparison.Ordinal);
}
