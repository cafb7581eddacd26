using Cloakroom.Tests.AspNetCore;

namespace Cloakroom.Tests.Sessions.Revocations;

/// <summary>A store that can go back to an earlier state, as one restored from a backup, and that tells so.</summary>
internal sealed class ForgetfulStore : ISessionStore, ISessionChangeFeed, ISessionStoreWatch, IRevocationLine
{
    private readonly List<Func<MemorySessionStore, Task>> _history = [];
    private MemorySessionStore _store = new();
    private ISessionChangeObserver? _observer;
    private int _saved;

    public StoreMode Mode { get; set; }

    /// <summary>The part of the store that is away, as a shard of a cluster.</summary>
    public SessionDigest? Away { get; set; }

    public long Generation { get; private set; } = 1;

    public string? Trouble { get; set; }

    public bool IsFresh => Mode == StoreMode.Works;

    public List<SessionDigest> Announced { get; } = [];

    public int Deletes { get; private set; }

    public void Save() => _saved = _history.Count;

    /// <summary>What was done since the last <see cref="Save"/> never was.</summary>
    public async Task GoBackAsync()
    {
        _history.RemoveRange(_saved, _history.Count - _saved);
        var store = new MemorySessionStore();
        foreach (Func<MemorySessionStore, Task> step in _history)
        {
            await step(store);
        }

        _store = store;
        _observer?.Missed();
        Generation++;
    }

    /// <summary>Another store has taken the place of this one, with what it knows.</summary>
    public async Task BecomeAsync(IEnumerable<Session> known)
    {
        _history.Clear();
        _store = new MemorySessionStore();
        foreach (Session session in known)
        {
            await CreateAsync(new(session, 100), CancellationToken.None);
        }

        _observer?.Missed();
        Generation++;
    }

    public ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
        digest == Away ? PartAsync<StoredSession>() : AskAsync(s => s.FindAsync(digest, cancellationToken));

    public ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) =>
        DoAsync(s => s.CreateAsync(change, CancellationToken.None));

    public ValueTask<Applied> ReplaceAsync(SessionChange.Replace change, CancellationToken cancellationToken) =>
        DoAsync(s => s.ReplaceAsync(change, CancellationToken.None));

    public ValueTask<Applied> UpdateAsync(SessionChange.Update change, CancellationToken cancellationToken) =>
        DoAsync(s => s.UpdateAsync(change, CancellationToken.None));

    public ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken) =>
        DoAsync(s => s.TouchAsync(change, CancellationToken.None));

    public ValueTask<Applied> DeleteAsync(SessionChange.Destroy change, CancellationToken cancellationToken)
    {
        Deletes++;
        return change.Digest == Away ? PartAsync<Applied>() : DoAsync(s => s.DeleteAsync(change, CancellationToken.None));
    }

    public ValueTask<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken cancellationToken) =>
        AskAsync(s => s.ListAsync(userId, cancellationToken));

    public ValueTask<IReadOnlyList<SessionDigest>> DeleteUserAsync(SessionChange.DestroyAll change, CancellationToken cancellationToken) =>
        DoAsync(s => s.DeleteUserAsync(change, CancellationToken.None));

    public ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => new(0);

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => new(IsFresh);

    public void Observe(ISessionChangeObserver observer) => _observer = observer;

    public void Hear(SessionDigest digest, DateTimeOffset expires) => _observer?.Ended(digest, EndReason.Revoked, expires);

    public ValueTask AnnounceAsync(SessionDigest digest, EndReason why, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        Announced.Add(digest);
        return ValueTask.CompletedTask;
    }

    private static ValueTask<T> PartAsync<T>() => ValueTask.FromException<T>(new StoreUnavailableException("a part of it is switched off by the test"));

    private ValueTask<T> AskAsync<T>(Func<MemorySessionStore, ValueTask<T>> question) => Mode == StoreMode.Works
        ? question(_store) : ValueTask.FromException<T>(new StoreUnavailableException("switched off by the test"));

    private async ValueTask<T> DoAsync<T>(Func<MemorySessionStore, ValueTask<T>> step)
    {
        T answer = await AskAsync(step);
        _history.Add(async s => await step(s));
        return answer;
    }
}
