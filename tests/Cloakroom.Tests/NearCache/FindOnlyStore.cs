namespace Cloakroom.Tests;

/// <summary>The near cache calls one verb of a store. Here are the others.</summary>
internal abstract class FindOnlyStore : ISessionStore
{
    public abstract ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken);

    public virtual ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
