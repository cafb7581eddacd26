namespace Cloakroom.Sqlite;

/// <summary>
/// Sessions in one SQLite file: one writer that commits in groups, durably, and readers that it does not block. The file may hold the
/// tables of the application as well, and several processes of one machine may share it.
/// </summary>
/// <remarks>
/// Every answer to a write but a touch means that it is on the disk. A file that is locked for longer than
/// <see cref="SqliteStoreOptions.BusyBudget"/>, full, damaged or gone is <see cref="StoreUnavailableException"/>; on a full disk sessions
/// can still be read and ended.
/// </remarks>
public sealed class SqliteSessionStore : ISessionStore, ISessionDataStore, ISessionChangeFeed, ISessionStoreWatch, IKeyMaterialStore, IAsyncDisposable
{
    // Rows that the sweep looks at before it lets other writes pass.
    private const int SweepStep = 100;

    // What a write without a value of its own is taken for when the group is bounded.
    private const int SmallWrite = 512;

    private SqliteSessionStore(Parts parts) => Parts = parts;

    /// <inheritdoc />
    public bool IsFresh => Parts.Feed.IsFresh;

    /// <inheritdoc />
    /// <remarks>Grows when the change log goes back, or when the path leads to another file.</remarks>
    public long Generation => Parts.Feed.Generation;

    /// <inheritdoc />
    public string? Trouble => Parts.Feed.HasMoved ? Throw.Moved().Message : null;

    internal Parts Parts { get; }

    /// <summary>
    /// Opens the file; where there is none, makes it (0600) and its folder (0700). Brings the tables of an older version up to date.
    /// </summary>
    /// <param name="options">Where the file is.</param>
    /// <param name="time">The clock; used for leases and budgets only, never to decide what has expired.</param>
    /// <exception cref="StoreStartException">
    /// It is read-only, locked, damaged, no database, of another program or of a newer version; the message says what to do.
    /// </exception>
    public static SqliteSessionStore Open(SqliteStoreOptions options, TimeProvider time) => new(Parts.Open(options, time));

    /// <inheritdoc />
    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        AskAsync(digest, static (reader, digest) => reader.Find(digest), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        AskAsync(userId, static (reader, userId) => reader.List(userId), cancellationToken);

    /// <inheritdoc />
    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Ordinary, SmallWrite, tables => Creating.Run(tables, change), cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Ordinary, SmallWrite, tables => Changing.Replace(tables, change), cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Ordinary, SmallWrite, tables => Changing.Update(tables, change), cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Touch, SmallWrite, tables => Changing.Touch(tables, change), cancellationToken);

    /// <inheritdoc />
    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Revocation, SmallWrite, tables => Ending.Run(tables, change), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Revocation, SmallWrite, tables => Ending.Run(tables, change), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        long until = now.ToUnixTimeMilliseconds();
        int forgotten = 0;
        DueEntry? from = DueEntry.Start;
        while (forgotten < limit && from is { } start)
        {
            int count = Math.Min(SweepStep, limit - forgotten);
            SweepStep step = await DoAsync(
                WriteKind.Ordinary, SmallWrite * count, tables => Sweeping.Run(tables, until, start, count), cancellationToken);
            (forgotten, from) = (forgotten + step.Forgotten, step.Last);
        }

        return forgotten;
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is empty, longer than 128 UTF-8 bytes or no valid Unicode.</exception>
    public async ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) =>
        await AskAsync(
            (digest, key: DataKey.Bytes(key)), static (reader, about) => reader.Data(about.digest, about.key), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The key is empty, longer than 128 UTF-8 bytes or no valid Unicode.</exception>
    public async ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken)
    {
        byte[] key = DataKey.Bytes(write.Key);
        int weight = SmallWrite + (write.Value?.Length ?? 0);
        return await DoAsync(WriteKind.Ordinary, weight, tables => Changing.Write(tables, write, key), cancellationToken);
    }

    /// <inheritdoc />
    public void Observe(ISessionChangeObserver observer) => Parts.Feed.Observe(observer);

    /// <inheritdoc />
    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => Parts.Feed.RefreshAsync(cancellationToken);

    ValueTask<IReadOnlyList<KeyMaterial>> IKeyMaterialStore.ListAsync(string ring, CancellationToken cancellationToken) =>
        AskAsync(ring, static (reader, ring) => reader.KeyRing(ring), cancellationToken);

    ValueTask<Applied> IKeyMaterialStore.AddAsync(string ring, KeyMaterial material, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Ordinary, SmallWrite + material.Bytes.Length, tables => tables.Keys.Add(ring, material), cancellationToken);

    ValueTask<Applied> IKeyMaterialStore.RemoveAsync(string ring, string name, CancellationToken cancellationToken) =>
        DoAsync(WriteKind.Ordinary, SmallWrite, tables => tables.Keys.Remove(ring, name), cancellationToken);

    /// <summary>Finishes the writes that wait, then closes the file. Calls that come later answer <see cref="StoreUnavailableException"/>.</summary>
    public ValueTask DisposeAsync() => Parts.DisposeAsync();

    private ValueTask<T> AskAsync<TAbout, T>(TAbout about, Func<Reader, TAbout, T> ask, CancellationToken cancellationToken) =>
        Parts.Feed.HasMoved ? throw Throw.Moved() : Parts.Readers.AskAsync(about, ask, cancellationToken);

    private ValueTask<T> DoAsync<T>(WriteKind kind, int weight, Func<Tables, T> work, CancellationToken cancellationToken) =>
        Parts.Feed.HasMoved ? throw Throw.Moved() : Parts.Writer.RunAsync(kind, weight, work, cancellationToken);
}
