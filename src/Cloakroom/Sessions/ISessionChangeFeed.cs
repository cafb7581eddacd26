namespace Cloakroom;

/// <summary>
/// Optional capability of a store: its push line. The near cache serves a copy only while the line was heard from within the lease;
/// a store without a feed is asked every time.
/// </summary>
public interface ISessionChangeFeed
{
    /// <summary>Greatest time for which a copy may be served without having heard from the store.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    /// <summary>True while every change up to at most <see cref="Lease"/> ago has been reported to the observer. Cheap; read on every hit.</summary>
    bool IsFresh { get; }

    /// <summary>
    /// Whether the same holds for this one session. A store of several parts can say so while one of them is away, and
    /// <see cref="IsFresh"/> therefore false.
    /// </summary>
    bool IsFreshFor(SessionDigest digest) => IsFresh;

    /// <summary>Asks the store for changes and reports them. True when <see cref="IsFresh"/> holds afterwards.</summary>
    ValueTask<bool> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Names the one observer. Called once, before the first request.</summary>
    void Observe(ISessionChangeObserver observer);
}

/// <summary>Hears of changes that other processes made.</summary>
public interface ISessionChangeObserver
{
    /// <summary>The session was updated, replaced or ended. Touches are not reported.</summary>
    void Changed(SessionDigest digest);

    /// <summary>
    /// The session was ended. Every process remembers it until its absolute expiry, so that a store that comes back with an older state
    /// cannot bring it back.
    /// </summary>
    /// <param name="digest">Which.</param>
    /// <param name="why">Why.</param>
    /// <param name="expires">Its absolute expiry.</param>
    void Ended(SessionDigest digest, EndReason why, DateTimeOffset expires) => Changed(digest);

    /// <summary>Changes may have been missed: everything cached is in doubt.</summary>
    void Missed();
}
