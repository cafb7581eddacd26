namespace Cloakroom.Bench.Instructions;

/// <summary>A store that knows one session, and whose push line always hears.</summary>
internal sealed class LoneSession(Session session) : ISessionStore, ISessionChangeFeed
{
    public bool IsFresh => true;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        new(digest == session.Digest ? new StoredSession(session, Ended: null) : StoredSession.Absent);

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => new(true);

    public void Observe(ISessionChangeObserver observer) => ArgumentNullException.ThrowIfNull(observer);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => new(Applied.Done);

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
