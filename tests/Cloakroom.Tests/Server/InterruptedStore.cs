namespace Cloakroom.Tests.Server;

/// <summary>A store in front of which something else happens before a session is created.</summary>
internal sealed class InterruptedStore(ISessionStore inner, Func<Task> beforeCreate) : ISessionStore
{
    public string LastUser { get; private set; } = "";

    public async ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken)
    {
        LastUser = change.Session.UserId;
        await beforeCreate();
        return await inner.CreateAsync(change, cancellationToken);
    }

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => inner.FindAsync(digest, cancellationToken);

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) => inner.ReplaceAsync(change, cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) => inner.UpdateAsync(change, cancellationToken);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) => inner.TouchAsync(change, cancellationToken);

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) => inner.DeleteAsync(change, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) => inner.ListAsync(userId, cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        inner.DeleteUserAsync(change, cancellationToken);

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => inner.SweepAsync(now, limit, cancellationToken);
}
