namespace Cloakroom.Tests;

public sealed class EvictionTests
{
    // One shard, room for about 2,400 sessions.
    private const long Capacity = 1 << 20;

    [Fact]
    public async Task Sessions_in_use_stay_while_many_are_shown_once()
    {
        var cache = new NearCache(Capacity);
        Ticket[] used = Ticket.New(1000);
        await UseAsync(cache, used);
        await UseAsync(cache, used);
        await UseAsync(cache, used);

        // Between two uses come more strangers than there is room for: a cache that only knows what came last would forget all.
        long missesBefore = cache.Misses;
        for (int round = 0; round < 5; round++)
        {
            await UseAsync(cache, Ticket.New(4000));
            await UseAsync(cache, used);
        }

        long missesOfUsed = cache.Misses - missesBefore - (5 * 4000);
        Assert.InRange(missesOfUsed, 0, 5 * used.Length / 20);
        Assert.InRange(cache.Evictions, 4 * 4000, 5 * 5000);
    }

    [Fact]
    public async Task A_session_that_comes_into_use_displaces_one_that_went_out_of_use()
    {
        var cache = new NearCache(Capacity);
        await UseAsync(cache, Ticket.New(5000));
        Ticket[] risen = Ticket.New(1000);
        for (int round = 0; round < 6; round++)
        {
            await UseAsync(cache, risen);
            await UseAsync(cache, Ticket.New(100));
        }

        long before = cache.Misses;
        await UseAsync(cache, risen);
        Assert.InRange(cache.Misses - before, 0, risen.Length / 20);
    }

    [Fact]
    public async Task The_bound_holds_at_every_moment_and_the_room_is_used()
    {
        var cache = new NearCache(Capacity);
        for (int i = 0; i < 6000; i++)
        {
            await cache.LoadAsync(Ticket.New(), CacheCalls.Everything);
            Assert.InRange(cache.Bytes, 0, Capacity);
        }

        Assert.InRange(cache.Bytes, Capacity - 1000, Capacity);
        Assert.Equal(6000, cache.Count + cache.Evictions);
    }

    [Fact]
    public async Task What_is_larger_than_the_room_is_not_kept()
    {
        var cache = new NearCache(200);
        await cache.LoadAsync(Ticket.New(), CacheCalls.Everything);

        Assert.Equal((0, 0, 0), (cache.Count, cache.Bytes, cache.Evictions));
    }

    [Fact]
    public async Task Forgotten_sessions_make_room()
    {
        var cache = new NearCache(Capacity);
        for (int i = 0; i < 5000; i++)
        {
            var ticket = Ticket.New();
            await cache.LoadAsync(ticket, CacheCalls.Everything);
            cache.Changed(ticket.Digest);
        }

        Assert.Equal((0, 0, 0), (cache.Count, cache.Bytes, cache.Evictions));
    }

    private static async Task UseAsync(NearCache cache, Ticket[] tickets)
    {
        foreach (Ticket ticket in tickets)
        {
            if (cache.Cached(ticket) is null)
            {
                await cache.LoadAsync(ticket, CacheCalls.Everything);
            }
        }
    }
}
