namespace Cloakroom;

/// <summary>
/// After a store has become another than it was (<see cref="ISessionStoreWatch"/>), ends again in it what the ledger knows to be over. Until
/// that is done nothing from the store is believed.
/// </summary>
/// <param name="watch">The store's word on itself; null for a store that cannot tell.</param>
/// <param name="store">Where to end them.</param>
/// <param name="ledger">What is over.</param>
/// <param name="time">For the news.</param>
/// <param name="news">Told when it begins and ends.</param>
internal sealed class Replay(ISessionStoreWatch? watch, ISessionStore store, RevocationLedger ledger, TimeProvider time, Action<StoreNews> news)
{
    // Enough at once for pipelining and group commit, few enough that requests get their turn.
    private const int Batch = 256;

    private readonly Lock _gate = new();
    private (SessionDigest Digest, EndReason Why)[]? _left;
    private Task<bool>? _underway;
    private long _doneFor = ledger.Count == 0 ? watch?.Generation ?? 0 : 0;
    private long _generation, _began, _rounds;
    private int _next;

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
                _underway = IsDone ? Task.FromResult(true) : Task.Run(GoOnAsync);
            }

            return _underway;
        }
    }

    private async Task<bool> GoOnAsync()
    {
        long generation = Generation, round = Interlocked.Read(ref _rounds);
        if (_left is null || generation != _generation)
        {
            (_left, _next, _generation, _began) = (ledger.Unexpired(), 0, generation, time.GetTimestamp());
            news(new StoreNews.Replaying(_left.Length));
        }

        try
        {
            for (; _next < _left.Length; _next += Batch)
            {
                await Task.WhenAll(_left.Skip(_next).Take(Batch).Select(e => EndAgainAsync(e.Digest, e.Why)));
            }
        }
        catch (StoreUnavailableException)
        {
            return false;
        }

        news(new StoreNews.Replayed(_left.Length, time.GetElapsedTime(_began)));
        _left = null;
        if (round == Interlocked.Read(ref _rounds))
        {
            Volatile.Write(ref _doneFor, generation);
        }

        return IsDone;
    }

    // Looking costs less than writing, and most are over there as well.
    private async Task EndAgainAsync(SessionDigest digest, EndReason why)
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
    }
}
