using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Cloakroom;

/// <summary>
/// The in-process copy of recently used sessions. It keeps records, not verdicts: expiry is decided on every use. It keeps live sessions
/// only, so that whoever shows random IDs fills nothing. Whether a copy may be served at all (the store's push line was heard from
/// within <see cref="ISessionChangeFeed.Lease"/>) is for the caller to ask first.
/// </summary>
/// <remarks>
/// After <see cref="Changed"/> or <see cref="Missed"/> has returned, no call that begins then is answered with what was read before.
/// Whoever writes to the store calls <see cref="Changed"/> before telling anyone, also when the write failed or was cancelled.
/// docs/near-cache.md tells how to use it, docs/decisions/0030 why it is right.
/// </remarks>
internal sealed class NearCache : ISessionChangeObserver
{
    // A smaller shard would hold so few sessions that the order of eviction suffers.
    private const long SmallestShard = 1 << 20;

    private readonly Fingerprinter _fingerprinter = new();

    // Under a secret of its own: a digest, which is in access tokens, shown as if it were an ID, must not find what lies under the digest.
    private readonly Fingerprinter _ofDigests = new();
    private readonly SharedText _shared = new();
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private readonly StripedCounter _loads = new();
    private readonly FingerprintIndex _byFingerprint;
    private readonly NearCacheShard[] _shards;
    private readonly bool _off, _placed;

    /// <param name="capacityBytes">Most memory it may take; 0 turns it off, except that concurrent misses still share one store call.</param>
    /// <param name="placed">The store is an <see cref="ISessionPlacement"/>.</param>
    public NearCache(long capacityBytes, bool placed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        (_off, _placed) = (capacityBytes == 0, placed);
        int perCore = (int)BitOperations.RoundUpToPowerOf2(4 * (uint)Environment.ProcessorCount);
        int room = (int)Math.Min(1 << 16, Math.Max(1, capacityBytes / SmallestShard));
        int shards = _off ? perCore : Math.Min(perCore, 1 << BitOperations.Log2((uint)room));
        _byFingerprint = new FingerprintIndex(shards);
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new NearCacheShard(capacityBytes / shards, _byFingerprint))];
    }

    /// <summary>Lookups answered from memory.</summary>
    public long Hits => _hits.Total;

    /// <summary>Lookups that found nothing.</summary>
    public long Misses => _misses.Total;

    /// <summary>Store calls; fewer than misses where requests shared one.</summary>
    public long Loads => _loads.Total;

    /// <summary>Sessions forgotten for want of room.</summary>
    public long Evictions => _shards.Sum(shard => shard.Census().Evictions);

    /// <summary>Sessions in memory.</summary>
    public long Count => _shards.Sum(shard => (long)shard.Census().Count);

    /// <summary>Their estimated memory; never above the capacity.</summary>
    public long Bytes => _shards.Sum(shard => shard.Census().Bytes);

    /// <summary>Store calls in the air that can still be joined.</summary>
    public int Flights => _shards.Sum(shard => shard.Census().Flights);

    /// <summary>Where the session of an ID lies.</summary>
    public Fingerprint PlaceOf(in SessionId id) => _fingerprinter.Of(in id);

    /// <summary>Where a session lies that is known by its digest: one with tokens.</summary>
    public Fingerprint PlaceOf(in SessionDigest digest) => _ofDigests.Of(in digest);

    /// <summary>The hot path: no lock, no allocation, no SHA-256. A miss is not counted: whoever meets one goes on to <see cref="TryGet(Fingerprint, out CachedSession?)"/>.</summary>
    public bool TryRecall(Fingerprint place, [NotNullWhen(true)] out CachedSession? cached)
    {
        cached = null;
        if (_off || !_byFingerprint.TryFind(place, out cached))
        {
            return false;
        }

        cached.MarkUsed();
        _hits.Increment();
        return true;
    }

    /// <summary>The same with misses counted.</summary>
    public bool TryGet(Fingerprint place, [NotNullWhen(true)] out CachedSession? cached)
    {
        if (TryRecall(place, out cached))
        {
            return true;
        }

        if (!_off)
        {
            _misses.Increment();
        }

        return false;
    }

    /// <summary>The same for an ID.</summary>
    public bool TryGet(in SessionId id, [NotNullWhen(true)] out CachedSession? cached) => TryGet(PlaceOf(in id), out cached);

    /// <summary>
    /// Asks the store, once for all who ask at the same time. Cancelling one of them leaves the others alone; a failure reaches all of them
    /// and is not remembered.
    /// </summary>
    /// <param name="id">The secret; only its fingerprint is kept.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="store">Who to ask.</param>
    /// <param name="keep">A copy may be served now, and a live session be kept. False: the store itself answers, and nothing is kept.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller.</param>
    /// <exception cref="ArgumentException">The digest is not that of the ID.</exception>
    /// <exception cref="StoreUnavailableException">The store failed, or answered with another session.</exception>
    public ValueTask<StoredSession> LoadAsync(
        SessionId id, SessionDigest digest, ISessionStore store, bool keep, CancellationToken cancellationToken) =>
        // The one way to put a session under the fingerprint of another: worth a SHA-256 beside a store call (invariant 2).
        keep && !_off && !cancellationToken.IsCancellationRequested && (_placed ? id.PlacedDigest() : id.Digest()) != digest
            ? throw new ArgumentException("The digest is not that of the session ID.", nameof(digest))
            : LoadAsync(PlaceOf(in id), digest, store, keep, cancellationToken);

    /// <summary>The same for a place that is known to be that of the digest.</summary>
    public ValueTask<StoredSession> LoadAsync(
        Fingerprint place, SessionDigest digest, ISessionStore store, bool keep, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StoredSession>(cancellationToken);
        }

        keep &= !_off;
        NearCacheShard shard = ShardOf(in digest);
        (CachedSession? entry, Flight? flight, bool first) = shard.Join(digest, keep);
        if (flight is null)
        {
            return new(new StoredSession(entry?.Valid.Session, null));
        }

        if (first)
        {
            _loads.Increment();
            _ = FlyAsync(flight, shard, store, keep ? place : null);
        }

        return WaitAsync(flight, shard, cancellationToken);
    }

    /// <summary>Forgets the session. A load in the air keeps nothing, and nobody joins it any more.</summary>
    public void Changed(SessionDigest digest) => ShardOf(in digest).Forget(digest);

    /// <summary>
    /// Forgets what is known of this user, where a write may have ended some of their sessions. Looks at every entry; what others have in
    /// memory is kept, for an outage is when it is needed.
    /// </summary>
    public void ChangedAll(string userId)
    {
        Array.ForEach(_shards, shard => shard.DoubtFlights());
        Array.ForEach(SessionsOf(userId), session => Changed(session.Digest));
    }

    /// <summary>This user's sessions in memory. Looks at every entry.</summary>
    public Session[] SessionsOf(string userId) => [.. _shards.SelectMany(shard => shard.SessionsOf(userId))];

    /// <summary>Forgets everything, and treats every load in the air likewise.</summary>
    public void Missed() => Array.ForEach(_shards, shard => shard.ForgetAll());

    private NearCacheShard ShardOf(in SessionDigest digest) => _shards[DigestKey.Shard(in digest) & (uint)(_shards.Length - 1)];

    private async Task FlyAsync(Flight flight, NearCacheShard shard, ISessionStore store, Fingerprint? keepUnder)
    {
        Task<Landing> asked = flight.AskAsync(store, keepUnder, _shared);
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            shard.Land(flight, asked.IsCompletedSuccessfully ? await asked : null);
        }
        finally
        {
            // After landing, so that whoever has the answer also finds the entry; and whatever happens, nobody waits for ever.
            flight.Complete(asked);
            if (!flight.Abandoned)
            {
                flight.Dispose();
            }
        }
    }

    private static async ValueTask<StoredSession> WaitAsync(Flight flight, NearCacheShard shard, CancellationToken cancellationToken)
    {
        try
        {
            return (await flight.Landing.WaitAsync(cancellationToken)).Answer;
        }
        finally
        {
            if (shard.Leave(flight))
            {
                flight.Cancel();
            }
        }
    }
}
