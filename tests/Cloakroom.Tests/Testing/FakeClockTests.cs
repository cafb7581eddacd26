using Cloakroom.Testing;

namespace Cloakroom.Tests.Testing;

public sealed class FakeClockTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<string> _heard = [];

    [Fact]
    public void Time_stands_still_until_it_is_advanced()
    {
        long start = _clock.GetTimestamp();
        Assert.Equal(_clock.GetUtcNow(), _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal("2026-07-01 12:00:01.500", $"{_clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff}");
        Assert.Equal(TimeSpan.FromMilliseconds(1500), _clock.GetElapsedTime(start));
        Assert.Equal(_clock.GetUtcNow(), _clock.GetLocalNow());
    }

    [Fact]
    public void Setting_the_wall_clock_lets_no_time_pass_and_runs_no_timer()
    {
        using ITimer timer = Timer("late", 10, 0);
        long start = _clock.GetTimestamp();
        _clock.SetUtcNow(_clock.GetUtcNow().AddHours(-2));
        _clock.SetUtcNow(_clock.GetUtcNow().AddHours(5));
        Assert.Equal(TimeSpan.Zero, _clock.GetElapsedTime(start));
        Assert.Equal(15, _clock.GetUtcNow().Hour);
        Assert.Empty(_heard);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["late at 15:00:10"], _heard);
    }

    [Fact]
    public void Timers_run_in_the_order_in_which_they_are_due_each_at_its_time()
    {
        using ITimer slow = Timer("slow", 3, 0), ticking = Timer("tick", 1, 2);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["tick at 12:00:01", "slow at 12:00:03", "tick at 12:00:03", "tick at 12:00:05"], _heard);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, _heard.Count);
    }

    [Fact]
    public void A_timer_can_be_changed_stopped_and_disposed()
    {
        ITimer timer = Timer("one", 1, 1);
        timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(_heard);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Single(_heard);
        timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_heard);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void A_timer_that_is_due_at_once_waits_for_the_next_advance()
    {
        using ITimer timer = Timer("now", 0, 0);
        Assert.Empty(_heard);
        _clock.Advance(TimeSpan.Zero);
        Assert.Equal(["now at 12:00:00"], _heard);
    }

    [Fact]
    public void A_timer_may_start_another_that_comes_due_meanwhile()
    {
        ITimer? second = null;
        using ITimer first = _clock.CreateTimer(_ => second = Timer("second", 2, 0), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(3));
        second?.Dispose();
        Assert.Equal(["second at 12:00:03"], _heard);
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_the_clock()
    {
        Task delay = Task.Delay(TimeSpan.FromMinutes(1), _clock, TestContext.Current.CancellationToken);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2), _clock);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(timeout.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(timeout.IsCancellationRequested);
    }

    [Fact]
    public void Time_does_not_pass_backwards() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));

    private ITimer Timer(string name, int due, int period) => _clock.CreateTimer(
        _ => _heard.Add($"{name} at {_clock.GetUtcNow():HH:mm:ss}"), null, TimeSpan.FromSeconds(due), period == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
}
