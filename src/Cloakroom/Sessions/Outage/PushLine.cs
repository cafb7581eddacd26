namespace Cloakroom;

/// <summary>
/// The store's push line as the engine uses it: passes on what is heard, and remembers when anything could last be relied on. That is noted
/// when the line is asked, never by a hit.
/// </summary>
internal sealed class PushLine : ISessionChangeObserver
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly ISessionChangeFeed? _feed;
    private readonly NearCache _cache;
    private readonly Action<SessionDigest, EndReason, DateTimeOffset> _ended;
    private readonly Action<SessionDigest> _changed;
    private readonly Action _missed;
    private readonly TimeProvider _time;
    private long _heardAt = long.MinValue;
    private long _pushes, _losses;
    private int _isSilent;

    /// <param name="feed">The store's line; null for none.</param>
    /// <param name="cache">What it keeps true.</param>
    /// <param name="ended">Told of sessions that were ended anywhere, before the cache is.</param>
    /// <param name="changed">Told of live sessions that were changed.</param>
    /// <param name="missed">Told when something may not have been heard.</param>
    /// <param name="time">The clock.</param>
    public PushLine(
        ISessionChangeFeed? feed, NearCache cache, Action<SessionDigest, EndReason, DateTimeOffset> ended, Action<SessionDigest> changed, Action missed,
        TimeProvider time)
    {
        (_feed, _cache, _ended, _changed, _missed, _time) = (feed, cache, ended, changed, missed, time);
        feed?.Observe(this);
    }

    public long Pushes => Interlocked.Read(ref _pushes);

    /// <summary>Times that the line was asked in vain after it had been heard.</summary>
    public long Losses => Interlocked.Read(ref _losses);

    /// <summary>Since when nothing was heard; null before the first time.</summary>
    public TimeSpan? Silence => Volatile.Read(ref _heardAt) is var at && at == long.MinValue ? null
        : _time.GetElapsedTime(at) is var silence && silence > Shortest ? silence : Shortest;

    /// <summary>Asks the line if need be. True when a copy of this session may be served.</summary>
    public async ValueTask<bool> HearAsync(SessionDigest digest, StoreGuard guard, CancellationToken cancellationToken)
    {
        if (_feed is null)
        {
            return false;
        }

        // What is heard holds for the time of the question.
        long asked = _time.GetTimestamp();
        if (!_feed.IsFreshFor(digest) && !await RefreshAsync(_feed, guard, cancellationToken) && !_feed.IsFreshFor(digest))
        {
            if (Volatile.Read(ref _heardAt) != long.MinValue && Interlocked.Exchange(ref _isSilent, 1) == 0)
            {
                Interlocked.Increment(ref _losses);
            }

            return false;
        }

        Volatile.Write(ref _heardAt, asked);
        Volatile.Write(ref _isSilent, 0);
        return true;
    }

    /// <summary>Asks the line if need be. True when everything that ended by now has been heard of.</summary>
    public async ValueTask<bool> HearAllAsync(StoreGuard guard, CancellationToken cancellationToken) =>
        _feed is not null && (_feed.IsFresh || await RefreshAsync(_feed, guard, cancellationToken));

    public void Changed(SessionDigest digest)
    {
        // Ahead of the cache: a token that is made from then on is made from what is true.
        _changed(digest);
        Forget(digest);
    }

    public void Ended(SessionDigest digest, EndReason why, DateTimeOffset expires)
    {
        _ended(digest, why, expires);
        Forget(digest);
    }

    public void Missed()
    {
        _missed();
        _cache.Missed();
    }

    private void Forget(SessionDigest digest)
    {
        Interlocked.Increment(ref _pushes);
        _cache.Changed(digest);
    }

    private static async ValueTask<bool> RefreshAsync(ISessionChangeFeed feed, StoreGuard guard, CancellationToken cancellationToken)
    {
        try
        {
            return await guard.InTimeAsync(feed.RefreshAsync(cancellationToken), StoreGuard.Read, cancellationToken);
        }
        catch (Exception silent) when (silent is TimeoutException or StoreUnavailableException)
        {
            // Not fresh is an answer: the store itself will be asked.
            return false;
        }
    }
}
