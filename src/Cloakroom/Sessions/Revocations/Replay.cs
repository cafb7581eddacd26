namespace Cloakroom;

/// <summary>
/// After a store has become another than it was (<see cref="ISessionStoreWatch"/>), ends again in it what the ledger knows to be over. Until
/// that is done nothing from the store is believed.
/// </summary>
/// <param name="watch">The store's word on itself; null for a store that cannot tell.</param>
/// <param name="store">Where to end them.</param>
/// <param name="guard">Tells a store that is away from one of which a part is.</param>
/// <param name="ledger">What is over.</param>
/// <param name="ended">Told of every session that was found and ended because all of its user's were.</param>
/// <param name="first">Done before anything is ended: what has to be read of sessions that will be gone then.</param>
/// <param name="time">For the news.</param>
/// <param name="news">Told when it begins and ends.</param>
internal sealed class Replay(
    ISessionStoreWatch? watch, ISessionStore store, StoreGuard guard, RevocationLedger ledger, Action<SessionDigest, EndReason> ended, Func<Task> first,
    TimeProvider time, Action<StoreNews> news)
{
    // Enough at once for pipelining and group commit, few enough that requests get their turn.
    private const int Batch = 256;

    private readonly Lock _gate = new();
    private (SessionDigest Digest, EndReason Why)[]? _left;
    private JournalEntry.EndedAll[] _users = [];
    private Task<bool>? _underway;
    private long _doneFor = ledger.IsEmpty ? watch?.Generation ?? 0 : 0;
    private long _generation, _round, _began, _rounds;
    private int _all;

    /// <summary>Whether the store may be believed. Cheap; asked on every request.</summary>
    public bool IsDone => watch is null || watch.Generation == Volatile.Read(ref _doneFor);

    /// <summary>What the store says of itself.</summary>
    public long Generation => watch?.Generation ?? 0;

    /// <summary>Once more: something was added that the last round may not have seen.</summary>
    public void Again()
    {
        Interlocked.Increment(ref _rounds);
        Volatile.Write(ref _doneFor, 0);
    }

    /// <summary>Goes on with it, one for all who ask. False when the store cannot take it now; the next time it goes on from there.</summary>
    public Task<bool> RunAsync()
    {
        lock (_gate)
        {
            if (_underway is not { IsCompleted: false })
            {
                _underway = IsDone && _left is null ? Task.FromResult(true) : Task.Run(GoOnAsync);
            }

            return _underway;
        }
    }

    private async Task<bool> GoOnAsync()
    {
        long generation = Generation, round = Interlocked.Read(ref _rounds);
        // What a part of the store could not take may be left from a round before.
        if (_left is null || generation != _generation || round != _round)
        {
            await first();
            (_left, _users, _generation, _round, _began) = (ledger.Unexpired(), ledger.Users.Unexpired(), generation, round, time.GetTimestamp());
            _all = _left.Length;
            news(new StoreNews.Replaying(_all));
        }

        (_left, bool isThrough) = await TryAsync(_left, e => EndAgainAsync(e.Digest, e.Why));
        (_users, bool isThroughUsers) = await TryAsync(_users, e => EndAllAgainAsync(e.What));
        if (_left.Length == 0 && _users.Length == 0)
        {
            news(new StoreNews.Replayed(_all, time.GetElapsedTime(_began)));
            _left = null;
        }

        // What a part of the store could not take is refused here by the ledger, and tried again later: the rest need not wait for it.
        if (isThrough && isThroughUsers && round == Interlocked.Read(ref _rounds))
        {
            Volatile.Write(ref _doneFor, generation);
        }

        return IsDone;
    }

    // Gives back what the store could not take, and whether everything was tried.
    private async Task<(T[] Left, bool IsThrough)> TryAsync<T>(T[] over, Func<T, Task<bool>> end)
    {
        List<T> failed = [];
        for (int next = 0; next < over.Length; next += Batch)
        {
            T[] batch = over[next..Math.Min(next + Batch, over.Length)];
            bool[] done = await Task.WhenAll(batch.Select(end));
            failed.AddRange(batch.Where((_, i) => !done[i]));
            if (!done.Contains(true) && (IsDone || !await guard.AnswersAsync()))
            {
                return ([.. over[(next + batch.Length)..], .. failed], false);
            }
        }

        return ([.. failed], failed.Count == 0 || await guard.AnswersAsync());
    }

    // Not DeleteUserAsync: the person may have logged in again since.
    private async Task<bool> EndAllAgainAsync(PendingRevocation.All all)
    {
        try
        {
            foreach (Session session in (await store.ListAsync(all.UserId, CancellationToken.None)).Where(all.Covers))
            {
                await store.DeleteAsync(new(session.Digest, all.Why), CancellationToken.None);
                ended(session.Digest, all.Why);
            }

            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    // Looking costs less than writing, and most are over there as well.
    private async Task<bool> EndAgainAsync(SessionDigest digest, EndReason why)
    {
        try
        {
            if ((await store.FindAsync(digest, CancellationToken.None)).Session is not null)
            {
                await store.DeleteAsync(new(digest, why), CancellationToken.None);
            }
        }
        catch (ArgumentException)
        {
            // A digest that this store cannot have made: the journal is from the time of another one.
        }
        catch (StoreUnavailableException)
        {
            return false;
        }

        return true;
    }
}
