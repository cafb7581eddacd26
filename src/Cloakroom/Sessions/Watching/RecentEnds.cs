namespace Cloakroom;

/// <summary>
/// Which sessions have ended lately, in the order in which this process heard of it: for services that verify tokens without the store. It
/// need not remember for longer than a token lives.
/// </summary>
/// <param name="kept">How long each is remembered.</param>
/// <param name="time">The clock.</param>
internal sealed class RecentEnds(TimeSpan kept, TimeProvider time)
{
    // Two million logouts within the life of a token: 130 MB.
    private const int Capacity = 2_000_000;

    private readonly Lock _gate = new();
    private readonly Queue<(SessionDigest Digest, DateTimeOffset At)> _order = new();
    private readonly HashSet<SessionDigest> _known = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _from = time.GetUtcNow(), _to = time.GetUtcNow();
    private long _version;

    /// <summary>Grows with every end.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>Completes when there is more than at this version.</summary>
    public Task ChangedAsync(long version)
    {
        lock (_gate)
        {
            return _version > version ? Task.CompletedTask : _changed.Task;
        }
    }

    public void Add(SessionDigest digest)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (!_known.Add(digest))
            {
                return;
            }

            DateTimeOffset now = time.GetUtcNow();
            _order.Enqueue((digest, now));
            while (_order.TryPeek(out (SessionDigest Digest, DateTimeOffset At) oldest) && (oldest.At < now - kept || _order.Count > Capacity))
            {
                _order.Dequeue();
                _known.Remove(oldest.Digest);
                _from = oldest.At > _from ? oldest.At : _from;
            }

            _version++;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Something may have ended elsewhere without this process hearing of it: it knows only what comes from here on.</summary>
    public void Missed()
    {
        lock (_gate)
        {
            _from = time.GetUtcNow();
        }
    }

    /// <summary>Everything that ended until this time has been heard of.</summary>
    public void HeardUntil(DateTimeOffset to)
    {
        lock (_gate)
        {
            _to = to > _to ? to : _to;
        }
    }

    /// <summary>What was heard from this time on; null for all that is remembered.</summary>
    public EndsPage Since(DateTimeOffset? since)
    {
        lock (_gate)
        {
            return new(_from, _to, _version, [.. _order.Where(e => since is null || e.At >= since).Select(e => e.Digest)]);
        }
    }
}

/// <summary>A part of what has ended lately.</summary>
/// <param name="From">What ended before may be missing.</param>
/// <param name="To">What ended later may be missing.</param>
/// <param name="Version">Which state it is of.</param>
/// <param name="Ended">The sessions.</param>
internal sealed record EndsPage(DateTimeOffset From, DateTimeOffset To, long Version, SessionDigest[] Ended);
