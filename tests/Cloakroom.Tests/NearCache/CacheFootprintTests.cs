using System.Runtime.CompilerServices;

namespace Cloakroom.Tests;

/// <summary>Weighs the heap of the process, so nothing else may run at the same time.</summary>
[Collection(nameof(Alone))]
public sealed class CacheFootprintTests
{
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public async Task The_estimate_is_what_the_garbage_collector_counts()
    {
        const int Sessions = 100_000;
        Ticket[] tickets = Ticket.New(Sessions);
        for (int tries = 1; ; tries++)
        {
            long before = Heap();
            (long estimate, long with) = await FillAsync(tickets);
            long after = Heap();

            // What earlier tests left may die meanwhile, with timers and finalizers: only where the heap is at the end what it was at first does the
            // difference weigh the cache.
            if (Math.Abs(after - before) < estimate / 200)
            {
                Assert.InRange(estimate / (double)(with - before), 0.97, 1.08);
                return;
            }

            Assert.True(tries < 20, $"The heap does not stand still: {before} bytes before, {after} after.");
        }
    }

    // A method of its own, so that nobody holds the cache when it returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(long Estimate, long Heap)> FillAsync(Ticket[] tickets)
    {
        var cache = new NearCache(1L << 30);
        foreach (Ticket ticket in tickets)
        {
            await cache.LoadAsync(ticket, CacheCalls.Everything);
        }

        long heap = Heap();
        Assert.Equal(tickets.Length, cache.Count);
        return (cache.Bytes, heap);
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    [Fact]
    public void Texts_that_are_shared_are_counted_for_nobody()
    {
        var shared = new SharedText();
        Session record = Ticket.New().Record();
        int usual = Bytes(record);

        Assert.Equal(usual, Bytes(record with { Device = "Chrome on Windows", AuthenticationMethods = ["hwk", "otp"] }));
        Assert.Equal(usual + 22 + (2 * 101), Bytes(record with { Device = new string('x', 101) }));
        Assert.Equal(usual - 64, Bytes(record with { User = record.User with { Email = null } }));

        int Bytes(Session session) => CacheFootprint.Copy(session, default, shared)?.Bytes ?? 0;
    }

    [Fact]
    public void The_copy_equals_the_record()
    {
        Session record = Ticket.New().Record();
        CachedSession? copy = CacheFootprint.Copy(record, default, new SharedText());

        Assert.Equal(record, copy?.Valid.Session);
    }

    [Fact]
    public void A_record_of_more_than_64_kilobytes_is_not_kept()
    {
        Session record = Ticket.New().Record();
        Session large = record with { User = record.User with { Roles = [.. Enumerable.Range(0, 64).Select(i => new string('r', 600) + i)] } };

        Assert.Null(CacheFootprint.Copy(large, default, new SharedText()));
    }
}
