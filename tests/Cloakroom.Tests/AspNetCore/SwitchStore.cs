namespace Cloakroom.Tests.AspNetCore;

/// <summary>How a <see cref="SwitchStore"/> behaves.</summary>
internal enum StoreMode
{
    Works,

    /// <summary>Every call fails as a store should.</summary>
    Away,

    /// <summary>Reads work, writes fail: a full disk.</summary>
    ReadOnly,

    /// <summary>Every call fails with an exception that no store should throw.</summary>
    Broken,

    /// <summary>Every call ends only when it is cancelled.</summary>
    Hangs,

    /// <summary>Writes are carried out, and nobody is told.</summary>
    LosesAnswers,
}

/// <summary>A real store that can be switched off, and that counts what it is asked. It keeps no push line, so nothing is cached.</summary>
internal class SwitchStore : ISessionStore, ISessionDataStore
{
    private readonly MemorySessionStore _store = new();
    private int _calls;
    private int _finds;

    public StoreMode Mode { get; set; }

    public int Calls => _calls;

    public int Finds => _finds;

    public MemorySessionStore Inner => _store;

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _finds);
        return AskAsync(false, c => _store.FindAsync(digest, c), cancellationToken);
    }

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.CreateAsync(change, c), cancellationToken);

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.ReplaceAsync(change, c), cancellationToken);

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.UpdateAsync(change, c), cancellationToken);

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.TouchAsync(change, c), cancellationToken);

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.DeleteAsync(change, c), cancellationToken);

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        AskAsync(false, c => _store.ListAsync(userId, c), cancellationToken);

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.DeleteUserAsync(change, c), cancellationToken);

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.SweepAsync(now, limit, c), cancellationToken);

    public ValueTask<DataItem?> ReadAsync(SessionDigest digest, string key, CancellationToken cancellationToken) =>
        AskAsync(false, c => _store.ReadAsync(digest, key, c), cancellationToken);

    public ValueTask<DataOutcome> WriteAsync(DataWrite write, CancellationToken cancellationToken) =>
        AskAsync(true, c => _store.WriteAsync(write, c), cancellationToken);

    private async ValueTask<T> AskAsync<T>(bool write, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        StoreMode mode = Mode;
        if (mode == StoreMode.Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (mode == StoreMode.Broken)
        {
            throw new NotSupportedException("a mistake in the store");
        }

        if (mode == StoreMode.Away || (mode == StoreMode.ReadOnly && write))
        {
            throw new StoreUnavailableException("switched off by the test");
        }

        T answer = await call(cancellationToken);
        return mode == StoreMode.LosesAnswers && write ? throw new StoreUnavailableException("answered too late, as the test wants it") : answer;
    }
}

/// <summary>The same with a push line that always hears, so that sessions are cached.</summary>
internal sealed class CachedSwitchStore : SwitchStore, ISessionChangeFeed
{
    public bool IsFresh { get; set; } = true;

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => ValueTask.FromResult(IsFresh);

    public void Observe(ISessionChangeObserver observer)
    {
    }
}
