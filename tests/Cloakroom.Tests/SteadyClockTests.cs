using Cloakroom.Testing;

namespace Cloakroom.Tests;

/// <summary>A wall clock that somebody sets (promise F34).</summary>
public sealed class SteadyClockTests
{
    private readonly FakeClock _wall = new();
    private readonly SteadyClock _clock;

    public SteadyClockTests() => _clock = new SteadyClock(_wall);

    [Fact]
    public void A_step_back_of_hours_takes_nothing_back_and_time_goes_on()
    {
        DateTimeOffset start = _wall.GetUtcNow();
        Pass(TimeSpan.FromMinutes(10));
        _wall.SetUtcNow(start - TimeSpan.FromHours(2));
        Assert.Equal(start + TimeSpan.FromMinutes(10), _clock.GetUtcNow());
        Pass(TimeSpan.FromHours(1));
        Assert.Equal(start + TimeSpan.FromMinutes(70), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(130), _clock.SetBack);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(-1)]
    [InlineData(3600)]
    public void A_small_step_back_and_any_step_forward_are_believed(int seconds)
    {
        Pass(TimeSpan.FromMinutes(1));
        _wall.SetUtcNow(_wall.GetUtcNow() + TimeSpan.FromSeconds(seconds));
        Assert.Equal(_wall.GetUtcNow(), _clock.GetUtcNow());
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(_wall.GetUtcNow(), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, _clock.SetBack);
    }

    [Fact]
    public void The_recent_time_is_that_of_the_clock_and_not_set_back_either()
    {
        Assert.Equal(_wall.GetUtcNow(), _clock.GetRecentUtcNow());
        Pass(TimeSpan.FromMinutes(10));
        DateTimeOffset before = _wall.GetUtcNow();
        _wall.SetUtcNow(before - TimeSpan.FromHours(2));
        Assert.Equal(before, _clock.GetRecentUtcNow());
    }

    [Fact]
    public void Of_the_systems_clock_the_recent_time_is_never_ahead_and_goes_on()
    {
        var clock = new SteadyClock(TimeProvider.System);
        DateTimeOffset first = clock.Recent, last = first;
        for (long asked = 0; last == first && asked < 1_000_000_000; asked++)
        {
            last = clock.Recent;
        }

        Assert.NotEqual(first, last);
        Assert.InRange(last, first, clock.GetUtcNow());
    }

    [Fact]
    public void A_clock_that_is_set_right_again_is_believed_again()
    {
        DateTimeOffset right = _wall.GetUtcNow();
        _wall.SetUtcNow(right - TimeSpan.FromHours(2));
        Assert.Equal(right, _clock.GetUtcNow());
        _wall.SetUtcNow(right);
        Assert.Equal((right, TimeSpan.Zero), (_clock.GetUtcNow(), _clock.SetBack));
    }

    [Fact]
    public void A_clock_that_drifts_is_followed_however_far_it_gets()
    {
        for (int i = 0; i < 100; i++)
        {
            Pass(TimeSpan.FromSeconds(10));
            _wall.SetUtcNow(_wall.GetUtcNow() - TimeSpan.FromSeconds(1));
            Assert.Equal(_wall.GetUtcNow(), _clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task A_session_that_has_expired_is_not_brought_back_by_a_clock_that_is_set_back()
    {
        using var engine = new SessionEngine(new MemorySessionStore(), new SessionOptions { Idle = TimeSpan.FromMinutes(30) }, _clock);
        StartedSession session = Assert.NotNull(await engine.SignInAsync(new(new SessionUser("ada")), shown: null, TestContext.Current.CancellationToken));
        Pass(TimeSpan.FromMinutes(31));
        _wall.SetUtcNow(_wall.GetUtcNow() - TimeSpan.FromHours(1));
        Decision decision = await engine.AuthenticateAsync(session.Id, isSafe: true, TestContext.Current.CancellationToken);
        Assert.Same(Reason.ExpiredIdle, Assert.IsType<Decision.Anonymous>(decision).Reason);
    }

    // The clock is asked all the time, as in a server that works.
    private void Pass(TimeSpan time)
    {
        _wall.Advance(time);
        _clock.GetUtcNow();
    }
}
