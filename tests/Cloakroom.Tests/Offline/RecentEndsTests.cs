using Cloakroom.Testing;

namespace Cloakroom.Tests.Offline;

public sealed class RecentEndsTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(6);

    private readonly FakeClock _clock = new();
    private readonly RecentEnds _ends;

    public RecentEndsTests() => _ends = new(Kept, _clock);

    [Fact]
    public void What_ended_is_told_in_order_and_once()
    {
        _ends.Add(Digest(2));
        _ends.Add(Digest(1));
        _ends.Add(Digest(2));
        Assert.Equal([Digest(2), Digest(1)], _ends.Since(null).Ended);
    }

    [Fact]
    public void It_is_forgotten_once_no_token_can_name_it_and_what_came_before_is_not_vouched_for()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        _ends.Add(Digest(1));
        _clock.Advance(TimeSpan.FromMinutes(4));
        _ends.Add(Digest(2));
        _clock.Advance(TimeSpan.FromMinutes(3));
        EndsPage page = _ends.Since(null);
        Assert.Equal([Digest(2)], page.Ended);
        Assert.Equal((start, 2L), (page.From, page.Version));

        _clock.Advance(Kept);
        Assert.Empty(_ends.Since(null).Ended);
        Assert.Equal(start + TimeSpan.FromMinutes(4), _ends.Since(null).From);
    }

    [Fact]
    public void Since_a_time_tells_what_was_heard_then_or_later()
    {
        _ends.Add(Digest(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset then = _clock.GetUtcNow();
        _ends.Add(Digest(2));
        EndsPage page = _ends.Since(then);
        Assert.Equal([Digest(2)], page.Ended);
        Assert.Equal(then, page.From);
    }

    [Fact]
    public void After_a_page_comes_what_was_not_in_it()
    {
        _ends.Add(Digest(1));
        EndsPage first = _ends.Since(null);
        Assert.Empty(_ends.After(first).Ended);
        _ends.Add(Digest(2));
        _ends.Add(Digest(3));
        EndsPage second = _ends.After(first);
        Assert.Equal([Digest(2), Digest(3)], second.Ended);

        // Also when what it begins with has been forgotten meanwhile; then there is a gap.
        _clock.Advance(Kept + TimeSpan.FromSeconds(1));
        _ends.Add(Digest(4));
        Assert.Equal([Digest(4)], _ends.After(first).Ended);
        Assert.Equal([Digest(4)], _ends.After(second).Ended);
    }

    [Fact]
    public void When_something_was_missed_it_vouches_only_for_what_comes()
    {
        _ends.Add(Digest(1));
        EndsPage before = _ends.Since(null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _ends.HeardUntil(_clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(1));
        _ends.Missed();
        Assert.Equal(_clock.GetUtcNow(), _ends.Since(null).From);
        EndsPage after = _ends.After(before);
        Assert.Equal((_clock.GetUtcNow(), _clock.GetUtcNow() - TimeSpan.FromSeconds(1)), (after.From, after.To));
        Assert.Equal([Digest(1)], _ends.Since(null).Ended);
    }

    [Fact]
    public void More_than_fits_pushes_out_the_oldest()
    {
        var small = new RecentEnds(Kept, _clock, capacity: 2);
        DateTimeOffset start = _clock.GetUtcNow();
        foreach (byte n in (byte[])[1, 2, 3])
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            small.Add(Digest(n));
        }

        EndsPage page = small.Since(null);
        Assert.Equal([Digest(2), Digest(3)], page.Ended);
        Assert.Equal(start + TimeSpan.FromSeconds(1), page.From);
    }

    [Fact]
    public async Task Whoever_waits_is_woken_by_the_next_end()
    {
        EndsPage page = _ends.Since(null);
        Task changed = _ends.ChangedAsync(page.Version);
        Assert.False(changed.IsCompleted);
        _ends.Add(Digest(1));
        await changed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(_ends.ChangedAsync(page.Version).IsCompleted);
        Assert.False(_ends.ChangedAsync(_ends.Since(null).Version).IsCompleted);
    }

    internal static SessionDigest Digest(byte n)
    {
        byte[] bytes = new byte[SessionDigest.ByteLength];
        bytes[0] = n;
        return new(bytes);
    }
}
