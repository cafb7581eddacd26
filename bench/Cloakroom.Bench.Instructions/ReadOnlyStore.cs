namespace Cloakroom.Bench.Instructions;

/// <summary>A store for measuring what stands in front of one: sessions are found and touched in it and nothing else, and its push line always hears.</summary>
internal abstract class ReadOnlyStore : ISessionStore, ISessionChangeFeed
{
    public bool IsFresh => true;

    public abstract ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken);

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
