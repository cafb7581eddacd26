namespace Cloakroom;

/// <summary>
/// The wall clock, guarded by the one that only counts. When somebody sets the wall clock back by more than <see cref="Tolerance"/>, time goes
/// on from where it was: what has expired stays expired, and no session is given back the hours that were taken from the clock (promise F34).
/// A step forward is believed, and so are the small steps of NTP. It costs a comparison more than the clock itself.
/// </summary>
/// <param name="inner">The two clocks.</param>
internal sealed class SteadyClock(TimeProvider inner) : TimeProvider
{
    /// <summary>A step back that is believed.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // How often the two are compared anew: a clock that is slowed down by NTP drifts less than a millisecond in between.
    private static readonly TimeSpan Comparison = TimeSpan.FromSeconds(1);

    private readonly CoarseClock _coarse = new(inner);
    private readonly bool _isSystem = ReferenceEquals(inner, System);
    private Anchor _anchor = new(inner.GetUtcNow(), inner.GetTimestamp());
    private Sample? _sample;

    /// <summary>How far the wall clock stands behind what is told here; zero in the usual case.</summary>
    public TimeSpan SetBack => GetUtcNow() - inner.GetUtcNow() is var behind && behind > Tolerance ? behind : TimeSpan.Zero;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        Anchor anchor = Volatile.Read(ref _anchor);
        long at = inner.GetTimestamp();
        DateTimeOffset wall = inner.GetUtcNow();
        TimeSpan passed = inner.GetElapsedTime(anchor.At, at);
        DateTimeOffset expected = anchor.Wall + passed;
        DateTimeOffset now = wall < expected - Tolerance ? expected : wall;
        if (passed >= Comparison)
        {
            // Of several at once one wins; they all say nearly the same.
            Interlocked.CompareExchange(ref _anchor, new(now, at), anchor);
        }

        return now;
    }

    /// <summary>
    /// The time of some milliseconds ago: as it was when the system's coarse clock last moved. For who compares it with whole seconds, with each
    /// request: it costs a tenth.
    /// </summary>
    public DateTimeOffset Recent
    {
        get
        {
            if (!_isSystem)
            {
                // The coarse clock knows nothing of one that a test sets.
                return GetUtcNow();
            }

            long tick = _coarse.Milliseconds;
            if (Volatile.Read(ref _sample) is { } sample && sample.Tick == tick)
            {
                return sample.Now;
            }

            DateTimeOffset now = GetUtcNow();
            Volatile.Write(ref _sample, new(tick, now));
            return now;
        }
    }

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);

    // What the wall clock said, and when.
    private sealed record Anchor(DateTimeOffset Wall, long At);

    // What was told, at which millisecond of the coarse clock.
    private sealed record Sample(long Tick, DateTimeOffset Now);
}

/// <summary>For code that is given any clock.</summary>
internal static class RecentTime
{
    /// <summary><see cref="SteadyClock.Recent"/>, and of other clocks the time itself.</summary>
    public static DateTimeOffset GetRecentUtcNow(this TimeProvider time) => time is SteadyClock steady ? steady.Recent : time.GetUtcNow();
}
