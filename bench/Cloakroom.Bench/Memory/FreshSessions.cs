namespace Cloakroom.Bench;

/// <summary>Answers every find with a session that began just now, read from the bytes that a store keeps; its push line always hears.</summary>
internal sealed class FreshSessions : ISessionStore, ISessionChangeFeed
{
    private int _user;

    public bool IsFresh => true;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken)
    {
        Session session = NewLogin.Of($"{++_user}") with { Digest = digest };
        return SessionFormat.TryRead(SessionFormat.Write(session), digest, out Session? read)
            ? new(new StoredSession(read, Ended: null)) : throw new InvalidOperationException("Unreadable.");
    }

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
