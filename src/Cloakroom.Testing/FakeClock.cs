namespace Cloakroom.Testing;

/// <summary>
/// A clock that moves only when told to. <see cref="Advance"/> lets time pass: timers and delays that come due run before it returns.
/// <see cref="SetUtcNow"/> sets the wall clock alone, as an administrator or NTP would: no time passes, and no timer runs.
/// </summary>
/// <remarks>Timer callbacks run on the thread that advances, in the order in which they are due, each seeing its own due time.</remarks>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _wall;
    private long _elapsed;

    /// <summary>Starts on 1 January 2026, 00:00 UTC.</summary>
    public FakeClock()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts at the given time.</summary>
    public FakeClock(DateTimeOffset start) => _wall = start.ToUniversalTime();

    /// <summary>Ticks of 100 ns, as in <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Always UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Whether a timer or a delay is to come due.</summary>
    internal bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return _timers.Exists(t => t.Due < long.MaxValue);
            }
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    /// <summary>Time that has passed by <see cref="Advance"/>; it never goes back.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed;
        }
    }

    /// <summary>Lets time pass and runs what comes due meanwhile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative; a clock set back is <see cref="SetUtcNow"/>.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long end = GetTimestamp() + time.Ticks;
        while (NextDue(end) is { } timer)
        {
            timer.Run();
        }

        lock (_gate)
        {
            MoveTo(end);
        }
    }

    /// <summary>Sets the wall clock, forwards or back, without time passing.</summary>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_gate)
        {
            _wall = now.ToUniversalTime();
        }
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    // A timer due now runs at the next Advance, also one of no length: never inside the call that made it.
    private FakeTimer? NextDue(long end)
    {
        lock (_gate)
        {
            FakeTimer? next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (next is not null)
            {
                MoveTo(next.Due);
                next.Due = next.Period > 0 ? next.Due + next.Period : long.MaxValue;
            }

            return next;
        }
    }

    private void MoveTo(long timestamp)
    {
        if (timestamp > _elapsed)
        {
            _wall += TimeSpan.FromTicks(timestamp - _elapsed);
            _elapsed = timestamp;
        }
    }

    private sealed class FakeTimer(FakeClock clock, Action run) : ITimer
    {
        public Action Run { get; } = run;

        public long Due { get; set; } = long.MaxValue;

        public long Period { get; private set; }

        private bool IsDisposed { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (IsDisposed)
                {
                    return false;
                }

                clock._timers.Remove(this);
                Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock._elapsed + dueTime.Ticks;
                Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                clock._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                IsDisposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
