namespace Cloakroom.Tests;

public sealed class NearCacheRaceTests
{
    private const int Rounds = 30_000;

    /// <param name="sessions">How many there are.</param>
    /// <param name="capacity">With room for a few of many, entries also come and go by eviction.</param>
    /// <param name="missedEvery">Every so many changes are reported as "something was missed".</param>
    [Theory]
    [InlineData(8, CacheCalls.Plenty, int.MaxValue)]
    [InlineData(64, CacheCalls.Plenty, 50)]
    [InlineData(200, 20_000, 50)]
    public async Task Nobody_is_answered_with_what_was_read_before_a_reported_change(int sessions, long capacity, int missedEvery)
    {
        Ticket[] tickets = Ticket.New(sessions);
        var store = new ChangingStore(tickets);
        var cache = new NearCache(capacity);
        int[] reported = [.. Enumerable.Repeat(1, sessions)];
        using var done = new CancellationTokenSource();

        Task[] readers = [.. Enumerable.Range(1, 4).Select(seed => Task.Run(() => ReadAsync((ulong)seed)))];
        await WriteAsync();
        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(0, cache.Flights);
        Assert.NotEqual(0, cache.Hits);
        Assert.InRange(cache.Bytes, 0, capacity);

        async Task WriteAsync()
        {
            var numbers = new Numbers(99);
            for (int version = 2; version < Rounds / 10; version++)
            {
                int one = numbers.Below(sessions);
                store.Write(tickets[one], version);
                if (version % missedEvery == 0)
                {
                    cache.Missed();
                }
                else
                {
                    cache.Changed(tickets[one].Digest);
                }

                Volatile.Write(ref reported[one], version);
                await Task.Yield();
            }
        }

        async Task ReadAsync(ulong seed)
        {
            var numbers = new Numbers(seed);
            for (int round = 0; round < Rounds || !done.IsCancellationRequested; round++)
            {
                int one = numbers.Below(sessions);
                int least = Volatile.Read(ref reported[one]);
                int? seen = cache.Cached(tickets[one]);
                if (seen is null)
                {
                    Session? loaded = (await cache.LoadAsync(tickets[one], store)).Session;
                    Assert.Equal(tickets[one].Digest, loaded?.Digest);
                    seen = loaded?.Version;
                }

                Assert.True(seen >= least, $"Version {seen} was answered after version {least} had been reported.");
                Assert.InRange(cache.Bytes, 0, capacity);
            }
        }
    }

    [Fact]
    public async Task After_a_reported_logout_nobody_is_answered_with_the_session()
    {
        for (int round = 0; round < 1000; round++)
        {
            Ticket[] tickets = Ticket.New(1);
            var store = new ChangingStore(tickets);
            var cache = new NearCache(CacheCalls.Plenty);
            Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => cache.LoadAsync(tickets[0], store)))];
            await Task.Yield();
            store.End(tickets[0]);
            cache.Changed(tickets[0].Digest);

            Assert.Null(cache.Cached(tickets[0]));
            Assert.Equal(EndReason.LoggedOut, (await cache.LoadAsync(tickets[0], store)).Ended);
            await Task.WhenAll(readers);
            Assert.Null(cache.Cached(tickets[0]));
        }
    }

    [Fact]
    public async Task A_crowd_that_misses_the_same_session_makes_one_store_call()
    {
        var cache = new NearCache(CacheCalls.Plenty);
        Ticket[] tickets = Ticket.New(500);
        var store = new ChangingStore(tickets);
        foreach (Ticket ticket in tickets)
        {
            long before = store.Finds;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                Assert.Equal(1, cache.Cached(ticket) ?? (await cache.LoadAsync(ticket, store)).Session?.Version);
                Assert.Equal(1, cache.Cached(ticket));
            })));
            Assert.Equal(1, store.Finds - before);
        }
    }

    [Fact]
    public async Task Waiters_who_come_and_go_harm_nobody_and_leave_nothing_behind()
    {
        Ticket[] tickets = Ticket.New(4);
        var store = new ChangingStore(tickets);
        var cache = new NearCache(CacheCalls.Plenty);
        await Task.WhenAll(Enumerable.Range(1, 6).Select(seed => Task.Run(async () =>
        {
            var numbers = new Numbers((ulong)seed);
            for (int round = 0; round < 3000; round++)
            {
                Ticket ticket = tickets[numbers.Below(tickets.Length)];
                using var impatient = new CancellationTokenSource();
                Task<StoredSession> load = cache.LoadForAsync(ticket, store, seed % 2 == 0 ? impatient.Token : CancellationToken.None, keep: false);
                if (numbers.Below(2) == 0)
                {
                    await Task.Yield();
                    await impatient.CancelAsync();
                }

                try
                {
                    Assert.Equal(ticket.Digest, (await load.Soon()).Session?.Digest);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(impatient.IsCancellationRequested && seed % 2 == 0, "A patient waiter was cancelled.");
                }
            }
        })));

        Assert.Equal(0, cache.Flights);
    }
}
