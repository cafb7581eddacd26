namespace Cloakroom.Tests;

public sealed class CachedSessionTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Of_all_who_saw_the_same_copy_one_replaces_it()
    {
        CachedSession cached = Cached(Ticket.New().Record());
        for (int round = 0; round < 200; round++)
        {
            Decision.Valid seen = cached.Valid;
            int winners = 0;
            Parallel.For(0, 8, _ =>
            {
                if (cached.TryReplace(seen, new Decision.Valid(seen.Session with { LastSeenAt = seen.Session.LastSeenAt + Minute })))
                {
                    Interlocked.Increment(ref winners);
                }
            });

            Assert.Equal(1, winners);
            Assert.Equal(seen.Session.LastSeenAt + Minute, cached.Valid.Session.LastSeenAt);
        }
    }

    [Fact]
    public void Another_session_cannot_take_its_place()
    {
        Session record = Ticket.New().Record();
        CachedSession cached = Cached(record);

        Assert.Throws<ArgumentException>(() => cached.TryReplace(cached.Valid, new Decision.Valid(Ticket.New().Record())));
        Assert.Equal(record, cached.Valid.Session);
    }

    [Fact]
    public async Task What_was_replaced_in_the_cache_is_found_from_then_on()
    {
        var cache = new NearCache(CacheCalls.Plenty);
        var ticket = Ticket.New();
        await cache.LoadAsync(ticket, CacheCalls.Everything);
        Assert.True(cache.TryGet(ticket.Id, out CachedSession? cached));
        Assert.True(cached.TryReplace(cached.Valid, new Decision.Valid(ticket.Record(version: 5))));

        Assert.Equal(5, cache.Cached(ticket));
        Assert.Equal(5, (await cache.LoadAsync(ticket, new ScriptedStore()).Soon()).Session?.Version);
        cache.Changed(ticket.Digest);
        Assert.Null(cache.Cached(ticket));
    }

    private static CachedSession Cached(Session session) => new(default, new Decision.Valid(session), 100);
}
