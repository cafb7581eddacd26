namespace Cloakroom;

/// <summary>A store whose every call goes through the <see cref="StoreGuard"/>.</summary>
internal sealed class GuardedStore(ISessionStore store, StoreGuard guard) : ISessionStore
{
    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        guard.AskAsync("find", store, digest, static (s, d, c) => s.FindAsync(d, c), StoreGuard.Read, cancellationToken);

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) =>
        guard.AskAsync("create", store, change, static (s, d, c) => s.CreateAsync(d, c), StoreGuard.Write, cancellationToken);

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) =>
        guard.AskAsync("replace", store, change, static (s, d, c) => s.ReplaceAsync(d, c), StoreGuard.Write, cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) =>
        guard.AskAsync("update", store, change, static (s, d, c) => s.UpdateAsync(d, c), StoreGuard.Write, cancellationToken);

    // No request waits for it, and a store may gather touches before it writes them.
    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) =>
        guard.AskAsync("touch", store, change, static (s, d, c) => s.TouchAsync(d, c), StoreGuard.Background, cancellationToken);

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) =>
        guard.AskAsync("delete", store, change, static (s, d, c) => s.DeleteAsync(d, c), StoreGuard.Write, cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        guard.AskAsync("list", store, userId, static (s, d, c) => s.ListAsync(d, c), StoreGuard.Write, cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        guard.AskAsync("delete_user", store, change, static (s, d, c) => s.DeleteUserAsync(d, c), StoreGuard.Write, cancellationToken);

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        guard.AskAsync("sweep", store, (now, limit), static (s, d, c) => s.SweepAsync(d.now, d.limit, c), StoreGuard.Background, cancellationToken);
}

/// <summary>The data capability of a store, guarded in the same way.</summary>
internal sealed class GuardedDataStore(ISessionDataStore store, StoreGuard guard) : ISessionDataStore
{
    public ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) =>
        guard.AskAsync("read_data", store, (digest, key), static (s, d, c) => s.ReadAsync(d.digest, d.key, c), StoreGuard.Read, cancellationToken);

    public ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken) =>
        guard.AskAsync("write_data", store, write, static (s, d, c) => s.WriteAsync(d, c), StoreGuard.Write, cancellationToken);
}
