namespace Cloakroom.Tests;

public sealed class CachedSessionTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Of_all_who_saw_the_same_copy_one_replaces_it()
    {
        Session record = Ticket.New().Record();
        Decision.Valid[] versions = [.. Enumerable.Range(1, 20_000).Select(version => new Decision.Valid(record with { Version = version }))];

        // On a busy machine one often finishes before the other begins; such a round shows nothing.
        for (int round = 0, shared = 0; round < 500 && shared < 20; round++)
        {
            var cached = new CachedSession(default, versions[0], 100);

            // Each version is replaced by the next: two winners over one copy would be more than there are steps.
            int[] won = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Climb(cached))));
            Assert.Equal(versions.Length - 1, won.Sum());
            shared += won.All(one => one > versions.Length / 10) ? 1 : 0;
        }

        int Climb(CachedSession cached)
        {
            int mine = 0;
            while (cached.Valid is var seen && seen.Session.Version < versions.Length)
            {
                mine += cached.TryReplace(seen, versions[seen.Session.Version]) ? 1 : 0;
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

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(999_999, false, true)]
    [InlineData(999_999, true, false)] // shown in another way
    [InlineData(1_000_000, false, false)]
    [InlineData(1_700_000_000_000, false, false)]
    public void It_is_settled_until_the_time_that_was_said_and_for_the_way_it_was_shown(long now, bool byToken, bool settled)
    {
        CachedSession cached = Cached(Ticket.New().Record());
        Assert.False(cached.IsSettled(now, byToken));

        cached.Settle(now == 0 ? 0 : 1_000_000, byToken: false);
        Assert.Equal(settled, cached.IsSettled(now, byToken));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_time_that_does_not_fit_is_rounded_down(long until)
    {
        CachedSession cached = Cached(Ticket.New().Record());
        cached.Settle(until, byToken: true);

        Assert.Equal(until > 0, cached.IsSettled(DateTimeOffset.UnixEpoch.AddYears(136).ToUnixTimeMilliseconds(), byToken: true));
        Assert.False(cached.IsSettled(DateTimeOffset.UnixEpoch.AddYears(137).ToUnixTimeMilliseconds(), byToken: true));
    }

    private static CachedSession Cached(Session session) => new(default, new Decision.Valid(session), 100);
}
