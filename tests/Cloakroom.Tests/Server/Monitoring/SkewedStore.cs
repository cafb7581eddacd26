namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>Sessions in memory, on a machine whose clock is another one.</summary>
internal sealed class SkewedStore(TimeSpan skew) : ISessionStore, ISessionStoreWatch
{
    private readonly MemorySessionStore _inner = new();

    public long Generation => 1;

    public string? Trouble => null;

    public TimeSpan? ClockSkew => skew;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => _inner.FindAsync(digest, cancellationToken);

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => _inner.CreateAsync(change, cancellationToken);

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => _inner.ReplaceAsync(change, cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => _inner.UpdateAsync(change, cancellationToken);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => _inner.TouchAsync(change, cancellationToken);

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => _inner.DeleteAsync(change, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => _inner.ListAsync(userId, cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        _inner.DeleteUserAsync(change, cancellationToken);

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => _inner.SweepAsync(now, limit, cancellationToken);
}
