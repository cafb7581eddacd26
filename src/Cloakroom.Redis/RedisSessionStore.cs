namespace Cloakroom.Redis;

/// <summary>
/// Sessions in Redis or Valkey, a single server, one that sentinels name, or a cluster: a hash for each user, every change one atomic script, one round trip for every call. Redis forgets by
/// itself what has expired; expiry is decided by the record.
/// </summary>
/// <remarks>
/// A Redis that does not answer within <see cref="RedisStoreOptions.Deadline"/>, is away, full or read-only is
/// <see cref="StoreUnavailableException"/>; at its memory limit sessions can still be read and ended. How durable an answer is depends on
/// the persistence that Redis is set up with (docs/redis.md).
/// </remarks>
public sealed class RedisSessionStore
    : ISessionStore, ISessionDataStore, ISessionChangeFeed, ISessionPlacement, ISessionStoreWatch, IRevocationLine, IKeyMaterialStore, IAsyncDisposable
{
    private readonly Parts _parts;

    private RedisSessionStore(Parts parts) => _parts = parts;

    /// <inheritdoc />
    public bool IsFresh => _parts.Feed.IsFresh;

    /// <inheritdoc />
    public long Generation => _parts.Watch.Generation;

    /// <inheritdoc />
    public string? Trouble => _parts.Watch.Trouble;

    /// <inheritdoc />
    public TimeSpan? ClockSkew => _parts.Watch.Skew;

    internal StoreMetrics Metrics => _parts.Metrics;

    /// <summary>
    /// Connects. A Redis that is away for the moment does not stop the start: calls answer <see cref="StoreUnavailableException"/> until it
    /// is back.
    /// </summary>
    /// <param name="options">Where Redis is.</param>
    /// <param name="time">The clock, for deadlines, leases and the lifetime of keys.</param>
    /// <exception cref="StoreStartException">
    /// An option is wrong, Redis refuses the user, is too old, or would evict sessions; the message says what to do.
    /// </exception>
    public static RedisSessionStore Open(RedisStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Task.Run(() => Parts.OpenAsync(options, time)).GetAwaiter().GetResult());
    }

    /// <inheritdoc />
    public void Place(string userId, ReadOnlySpan<byte> head, Span<byte> route)
    {
        Places places = _parts.Places;
        places.Hide(places.Of(userId).Place, head, route);
    }

    /// <inheritdoc />
    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        Reading.FindAsync(_parts, digest, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        Reading.ListAsync(_parts, userId, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The digest was made for another user (<see cref="ISessionPlacement"/>).</exception>
    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) =>
        Changing.CreateAsync(_parts, change, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The new digest was made for another user (<see cref="ISessionPlacement"/>).</exception>
    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) =>
        Changing.ReplaceAsync(_parts, change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) =>
        Changing.UpdateAsync(_parts, change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) =>
        Changing.TouchAsync(_parts, change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) =>
        Ending.DeleteAsync(_parts, change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        Ending.DeleteUserAsync(_parts, change, cancellationToken);

    /// <inheritdoc />
    /// <remarks>
    /// Seldom anything to do: Redis forgets a user's hash by itself. This looks at a few of them with each call, for expired sessions of
    /// users who have others.
    /// </remarks>
    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        _parts.Sweeper.SweepAsync(now, limit, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is empty, longer than 128 UTF-8 bytes or no valid Unicode.</exception>
    public ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) =>
        SessionValues.ReadAsync(_parts, digest, key, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is empty, longer than 128 UTF-8 bytes or no valid Unicode.</exception>
    public ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return SessionValues.WriteAsync(_parts, write, cancellationToken);
    }

    /// <inheritdoc />
    public void Observe(ISessionChangeObserver observer) => _parts.Messages.Observe(observer);

    /// <inheritdoc />
    public bool IsFreshFor(SessionDigest digest) => _parts.Feed.IsFreshFor(digest);

    /// <inheritdoc />
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _parts.Feed.RefreshAsync(cancellationToken);

    /// <inheritdoc />
    /// <remarks>By PUBLISH, which Redis takes at its memory limit and with a full disk as well.</remarks>
    public ValueTask AnnounceAsync(SessionDigest digest, EndReason why, DateTimeOffset expires, CancellationToken cancellationToken) =>
        Ending.AnnounceAsync(_parts, digest, why, expires, cancellationToken);

    ValueTask<IReadOnlyList<KeyMaterial>> IKeyMaterialStore.ListAsync(string ring, CancellationToken cancellationToken) =>
        KeyRings.ListAsync(_parts, ring, cancellationToken);

    ValueTask<Applied> IKeyMaterialStore.AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) =>
        KeyRings.AddAsync(_parts, ring, material, cancellationToken);

    ValueTask<Applied> IKeyMaterialStore.RemoveAsync(string ring, string name, CancellationToken cancellationToken) =>
        KeyRings.RemoveAsync(_parts, ring, name, cancellationToken);

    /// <summary>Closes the connections. Calls that come later answer <see cref="StoreUnavailableException"/>.</summary>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();
}
