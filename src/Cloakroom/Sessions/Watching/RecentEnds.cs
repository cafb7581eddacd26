namespace Cloakroom;

/// <summary>
/// Which sessions have ended lately, or are of a user with other roles now, in the order in which this process heard of it: for services that
/// verify tokens without the store. It need not remember for longer than a token lives.
/// </summary>
/// <param name="kept">How long each is remembered.</param>
/// <param name="time">The clock.</param>
/// <param name="capacity">How many at most; by default so many that a logout of everybody fits: 130 MB.</param>
internal sealed class RecentEnds(TimeSpan kept, TimeProvider time, int capacity = 2_000_000)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _order = new();
    private readonly HashSet<SessionDigest> _known = [];
    private readonly OwnChanges _own = new(time);
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

            changed = Enqueue(new(digest, time.GetUtcNow(), HasEnded: true));
        }

        changed.SetResult();
    }

    /// <summary>The user of a live session has another address or other roles: tokens from before now say what is not true any more.</summary>
    /// <param name="digest">Which session.</param>
    /// <param name="isOwn">This process has changed it, and will hear of that by the push line as well.</param>
    public void Change(SessionDigest digest, bool isOwn)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            // Heard a second time and later, it would refuse the tokens that were made since with what is true.
            if (isOwn)
            {
                _own.Add(digest);
            }
            else if (_own.Take(digest))
            {
                return;
            }

            changed = Enqueue(new(digest, time.GetUtcNow(), HasEnded: false));
        }

        changed.SetResult();
    }

    /// <summary>Something may have ended elsewhere without this process hearing of it: it knows only what comes from here on.</summary>
    public void Missed()
    {
        lock (_gate)
        {
            _from = Rounded(time.GetUtcNow());
            _own.Clear();
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
            return Page(Later(since), _order.Where(e => since is null || e.At >= since));
        }
    }

    /// <summary>What came after a page that was read here.</summary>
    public EndsPage After(EndsPage read)
    {
        lock (_gate)
        {
            Prune();
            int forgotten = (int)(_version - _order.Count), skipped = (int)Math.Max(0, read.Version - forgotten);
            return Page(Later(read.To), _order.Skip(skipped));
        }
    }

    private EndsPage Page(DateTimeOffset from, IEnumerable<Entry> entries)
    {
        Entry[] all = [.. entries];
        return new(from, _to, _version, [.. all.Where(e => e.HasEnded).Select(e => e.Digest)])
        {
            Changed = [.. all.Where(e => !e.HasEnded).Select(e => (e.Digest, Rounded(e.At)))],
        };
    }

    private TaskCompletionSource Enqueue(Entry entry)
    {
        _order.Enqueue(entry);
        _version++;
        Prune();
        TaskCompletionSource changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return changed;
    }

    // To the next millisecond, which is what others are told: not a moment more than is known.
    private static DateTimeOffset Rounded(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds());

    private DateTimeOffset Later(DateTimeOffset? since) => since > _from ? since.Value : _from;

    private void Prune()
    {
        DateTimeOffset before = time.GetUtcNow() - kept;
        while (_order.TryPeek(out Entry oldest) && (oldest.At < before || _order.Count > capacity))
        {
            _order.Dequeue();
            if (oldest.HasEnded)
            {
                _known.Remove(oldest.Digest);
            }

            _from = oldest.At > _from ? Rounded(oldest.At) : _from;
        }
    }

    private readonly record struct Entry(SessionDigest Digest, DateTimeOffset At, bool HasEnded);
}

/// <summary>A part of what has ended lately.</summary>
/// <param name="From">What ended before may be missing.</param>
/// <param name="To">What ended later may be missing.</param>
/// <param name="Version">How many had ended by then.</param>
/// <param name="Ended">The sessions.</param>
internal sealed record EndsPage(DateTimeOffset From, DateTimeOffset To, long Version, SessionDigest[] Ended)
{
    /// <summary>Live sessions whose user has other roles or another address, and before which time tokens of them do not say so; the later one counts.</summary>
    public (SessionDigest Digest, DateTimeOffset Before)[] Changed { get; init; } = [];
}
