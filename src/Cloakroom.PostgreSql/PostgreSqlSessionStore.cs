namespace Cloakroom.PostgreSql;

/// <summary>
/// Sessions in PostgreSQL, in a schema of their own: every change is one function call, one round trip and one transaction; partitions by
/// expiry are dropped whole; <c>NOTIFY</c> tells all nodes of changes.
/// </summary>
/// <remarks>
/// Every answer to a write but a touch means that it is on the disk (<c>synchronous_commit</c> is set for each, whatever the default of the
/// server). A PostgreSQL that does not answer within <see cref="PostgreSqlStoreOptions.Deadline"/>, is away, locked or read-only is
/// <see cref="StoreUnavailableException"/>.
/// </remarks>
public sealed class PostgreSqlSessionStore
    : ISessionStore, ISessionDataStore, ISessionChangeFeed, ISessionStoreWatch, IKeyMaterialStore, IAsyncDisposable
{
    private PostgreSqlSessionStore(Parts parts) => Parts = parts;

    /// <inheritdoc />
    public bool IsFresh => Parts.Feed.IsFresh;

    /// <inheritdoc />
    /// <remarks>Looked at with every connection of the push line: system identifier, timeline, and whether the log is shorter than it was.</remarks>
    public long Generation => Parts.Watch.Generation;

    /// <inheritdoc />
    public string? Trouble => Parts.Watch.Trouble ?? Parts.Clock.Trouble;

    /// <inheritdoc />
    public TimeSpan? ClockSkew => Parts.Clock.Skew;

    internal Parts Parts { get; }

    /// <summary>
    /// Connects, and makes the schema where there is none or brings an older one up to date, one node at a time. A PostgreSQL that is away for
    /// the moment does not stop the start: that is done when it is there, and until then calls answer <see cref="StoreUnavailableException"/>.
    /// </summary>
    /// <param name="options">Where PostgreSQL is.</param>
    /// <param name="time">The clock, for leases, deadlines and the delay of touches; never to decide what has expired.</param>
    /// <exception cref="StoreStartException">
    /// An option is wrong, or PostgreSQL refuses the user, has no such database, is too old or read-only, or the schema is of another program
    /// or of a newer version; the message says what to do.
    /// </exception>
    public static PostgreSqlSessionStore Open(PostgreSqlStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Task.Run(() => Parts.OpenAsync(options, time)).GetAwaiter().GetResult());
    }

    /// <inheritdoc />
    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        Parts.Reading.FindAsync(digest, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        Parts.Reading.ListAsync(userId, cancellationToken);

    /// <inheritdoc />
    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) =>
        Parts.Changing.CreateAsync(change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) =>
        Parts.Changing.ReplaceAsync(change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) =>
        Parts.Changing.UpdateAsync(change, cancellationToken);

    /// <inheritdoc />
    /// <remarks>Answered when the touch is written, together with others (<see cref="PostgreSqlStoreOptions.TouchDelay"/>).</remarks>
    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) =>
        Parts.Touches.TouchAsync(change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) =>
        Parts.Ending.DeleteAsync(change, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        Parts.Ending.DeleteUserAsync(change, cancellationToken);

    /// <inheritdoc />
    /// <remarks>
    /// A large partition of which all has expired goes in one step, whatever the limit, and counts as no more than the limit: dropping it is
    /// less work than forgetting a few records one by one. Large partitions of which only a part has expired wait until all of it has.
    /// </remarks>
    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Parts.Sweeper.SweepAsync(now.ToUnixTimeMilliseconds(), limit, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is empty, longer than 128 UTF-8 bytes or no valid Unicode.</exception>
    public ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) =>
        Parts.Values.ReadAsync(digest, key, cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is empty, longer than 128 UTF-8 bytes or no valid Unicode.</exception>
    public ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken) => Parts.Values.WriteAsync(write, cancellationToken);

    /// <inheritdoc />
    public void Observe(ISessionChangeObserver observer) => Parts.Feed.Observe(observer);

    /// <inheritdoc />
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => Parts.Feed.RefreshAsync(cancellationToken);

    ValueTask<IReadOnlyList<KeyMaterial>> IKeyMaterialStore.ListAsync(string ring, CancellationToken cancellationToken) =>
        Parts.Keys.ListAsync(ring, cancellationToken);

    ValueTask<Applied> IKeyMaterialStore.AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) =>
        Parts.Keys.AddAsync(ring, material, cancellationToken);

    ValueTask<Applied> IKeyMaterialStore.RemoveAsync(string ring, string name, CancellationToken cancellationToken) =>
        Parts.Keys.RemoveAsync(ring, name, cancellationToken);

    /// <summary>Writes the touches that wait, and closes the connections. Calls that come later answer <see cref="StoreUnavailableException"/>.</summary>
    public ValueTask DisposeAsync() => Parts.DisposeAsync();
}
