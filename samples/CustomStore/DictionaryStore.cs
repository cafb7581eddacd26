using Cloakroom;

namespace CustomStore;

/// <summary>
/// The smallest store that keeps every promise of ISessionStore: one dictionary, one lock. A row without a record is a tombstone, so that
/// an ended session is never created again under its digest. Session data and the near cache are capabilities that this store leaves out.
/// </summary>
public sealed class DictionaryStore : ISessionStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionDigest, Row> _rows = [];
    private readonly Dictionary<string, DateTimeOffset> _endedAt = new(StringComparer.Ordinal);

    private sealed record Row(Session? Session, EndReason? Ended, DateTimeOffset Until);

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => Do(() =>
        _rows.TryGetValue(digest, out Row? row) ? new StoredSession(row.Session, row.Ended) : StoredSession.Absent, cancellationToken);

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => Do(() =>
    {
        // A login that had begun when all of the user's sessions were ended is not to survive that.
        if (_endedAt.TryGetValue(change.Session.UserId, out DateTimeOffset at) && change.Session.AuthenticatedAt <= at)
        {
            return new CreateOutcome(Applied.Revoked, []);
        }

        if (!Add(change.Session))
        {
            return new CreateOutcome(Applied.Exists, []);
        }

        // Never the new one, however old its last use claims to be.
        SessionDigest[] tooMany = [.. Live(change.Session.UserId).Where(s => s.Digest != change.Session.Digest)
            .Skip(change.LimitPerUser - 1).Select(s => s.Digest)];
        return new CreateOutcome(Applied.Done, End(tooMany, EndReason.LimitReached));
    }, cancellationToken);

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => Do(() =>
    {
        if (Find(change.Old)?.UserId != change.Session.UserId)
        {
            return Applied.Absent;
        }

        if (!Add(change.Session))
        {
            return Applied.Exists;
        }

        End([change.Old], EndReason.Rotated);
        return Applied.Done;
    }, cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => Do(() =>
    {
        if (Find(change.Session.Digest) is not { } stored || stored.UserId != change.Session.UserId)
        {
            return Applied.Absent;
        }

        if (stored.Version != change.Session.Version)
        {
            return Applied.Conflict;
        }

        Keep(change.Session with { Version = stored.Version + 1, LastSeenAt = Later(stored.LastSeenAt, change.Session.LastSeenAt) });
        return Applied.Done;
    }, cancellationToken);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => Do(() =>
    {
        if (Find(change.Digest) is not { } stored)
        {
            return Applied.Absent;
        }

        Keep(stored with { LastSeenAt = Later(stored.LastSeenAt, change.LastSeenAt) });
        return Applied.Done;
    }, cancellationToken);

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => Do(() =>
        Find(change.Digest) is not null && End([change.Digest], change.Why).Length == 1 ? Applied.Done : Applied.Absent, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<Session>>(() => [.. Live(userId)], cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<SessionDigest>>(() =>
        {
            if (change.At is { } at)
            {
                _endedAt[change.UserId] = Later(_endedAt.GetValueOrDefault(change.UserId), at);
            }

            return End([.. Live(change.UserId).Select(s => s.Digest).Where(d => d != change.Except)], change.Why);
        }, cancellationToken);

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Do(() =>
    {
        SessionDigest[] over = [.. _rows.Where(r => r.Value.Until < now || r.Value.Session is { } s && s.LastSeenAt + s.IdleTimeout < now)
            .Take(limit).Select(r => r.Key)];
        foreach (string user in _endedAt.Where(e => e.Value + ISessionStore.EpochMemory < now).Select(e => e.Key).ToArray())
        {
            _endedAt.Remove(user);
        }

        return over.Count(_rows.Remove);
    }, cancellationToken);

    private ValueTask<T> Do<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        lock (_lock)
        {
            return new(work());
        }
    }

    private Session? Find(SessionDigest digest) => _rows.GetValueOrDefault(digest)?.Session;

    private IEnumerable<Session> Live(string userId) => _rows.Values.Select(r => r.Session).OfType<Session>()
        .Where(s => string.Equals(s.UserId, userId, StringComparison.Ordinal)).OrderByDescending(s => s.LastSeenAt);

    private bool Add(Session session) => _rows.TryAdd(session.Digest, new Row(session, Ended: null, session.ExpiresAt));

    private void Keep(Session session) => _rows[session.Digest] = new Row(session, Ended: null, session.ExpiresAt);

    private SessionDigest[] End(SessionDigest[] digests, EndReason why)
    {
        foreach (SessionDigest digest in digests)
        {
            _rows[digest] = new Row(Session: null, why, _rows[digest].Until);
        }

        return digests;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
