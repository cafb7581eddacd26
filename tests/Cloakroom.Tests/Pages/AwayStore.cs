namespace Cloakroom.Tests.Pages;

/// <summary>A memory store that can be out of reach.</summary>
internal sealed class AwayStore : ISessionStore
{
    private readonly MemorySessionStore _store = new();

    public bool IsAway { get; set; }

    private MemorySessionStore Store => IsAway ? throw new StoreUnavailableException("The store is away.") : _store;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => Store.FindAsync(digest, cancellationToken);

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => Store.CreateAsync(change, cancellationToken);

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => Store.ReplaceAsync(change, cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => Store.UpdateAsync(change, cancellationToken);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => Store.TouchAsync(change, cancellationToken);

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => Store.DeleteAsync(change, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => Store.ListAsync(userId, cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        Store.DeleteUserAsync(change, cancellationToken);

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Store.SweepAsync(now, limit, cancellationToken);
}
