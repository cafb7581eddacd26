namespace Cloakroom;

/// <summary>
/// Which sessions have ended lately, in the order in which this process heard of it: for services that verify tokens without the store. It
/// need not remember for longer than a token lives.
/// </summary>
/// <param name="kept">How long each is remembered.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">How many at most; by default so many that a logout of everybody fits: 130 MB.</param>
internal sealed class RecentEnds(TimeSpan kept, TimeProvider time, int capacity = 2_000_000)
{
    private readonly Lock _gate = new();
    private readonly Queue<(SessionDigest Digest, DateTimeOffset At)> _order = new();
    private readonly HashSet<SessionDigest> _known = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _from = Rounded(time.GetUtcNow()), _to = time.GetUtcNow();
    private long _version;

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

            _order.Enqueue((digest, time.GetUtcNow()));
            _version++;
            Prune();
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
            _from = Rounded(time.GetUtcNow());
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
            Prune();
            return new(Later(since), _to, _version, [.. _order.Where(e => since is null || e.At >= since).Select(e => e.Digest)]);
        }
    }

    /// <summary>What came after a page that was read here.</summary>
    public EndsPage After(EndsPage read)
    {
        lock (_gate)
        {
            Prune();
            int forgotten = (int)(_version - _order.Count), skipped = (int)Math.Max(0, read.Version - forgotten);
            return new(Later(read.To), _to, _version, [.. _order.Skip(skipped).Select(e => e.Digest)]);
        }
    }

    // To the next millisecond, which is what others are told: not a moment more than is known.
    private static DateTimeOffset Rounded(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds());

    private DateTimeOffset Later(DateTimeOffset? since) => since > _from ? since.Value : _from;

    private void Prune()
    {
        DateTimeOffset before = time.GetUtcNow() - kept;
        while (_order.TryPeek(out (SessionDigest Digest, DateTimeOffset At) oldest) && (oldest.At < before || _order.Count > capacity))
        {
            _order.Dequeue();
            _known.Remove(oldest.Digest);
            _from = oldest.At > _from ? Rounded(oldest.At) : _from;
        }
    }
}

/// <summary>A part of what has ended lately.</summary>
/// <param name="From">What ended before may be missing.</param>
/// <param name="To">What ended later may be missing.</param>
/// <param name="Version">How many had ended by then.</param>
/// <param name="Ended">The sessions.</param>
internal sealed record EndsPage(DateTimeOffset From, DateTimeOffset To, long Version, SessionDigest[] Ended);
