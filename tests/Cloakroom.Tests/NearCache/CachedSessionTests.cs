namespace Cloakroom.Tests;

public sealed class CachedSessionTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Of_all_who_saw_the_same_copy_one_replaces_it()
    {
        CachedSession cached = Cached(Ticket.New().Record());

        // Each success adds one to the version it saw: two winners over one copy would count more than there are versions.
        int[] won = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(Win)));

        Assert.Equal(won.Sum(), cached.Valid.Session.Version - 1);

        int Win()
        {
            int mine = 0;
            for (int round = 0; round < 100_000; round++)
            {
                Decision.Valid seen = cached.Valid;
                mine += cached.TryReplace(seen, new Decision.Valid(seen.Session with { Version = seen.Session.Version + 1 })) ? 1 : 0;
            }

            return mine;
        }
    }

    [Fact]
    public void Who_saw_an_older_copy_does_not_replace_the_newer()
    {
        CachedSession cached = Cached(Ticket.New().Record());
        Decision.Valid seen = cached.Valid, next = new(seen.Session with { LastSeenAt = seen.Session.LastSeenAt + Minute });

        Assert.True(cached.TryReplace(seen, next));
        Assert.False(cached.TryReplace(seen, new Decision.Valid(seen.Session)));
        Assert.Same(next, cached.Valid);
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
