using System.Diagnostics;

namespace Cloakroom.Bench;

/// <summary>What a hit costs, and what a session costs in memory.</summary>
internal static class NearCacheBench
{
    private const int Lookups = 1 << 20;
    private const int Rounds = 9;

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {Rounds} rounds of {Lookups} lookups; ns as median (min to max)");
        Console.WriteLine("| sessions | shown | parse alone | hit with parse | allocated | hits a second, one thread | all cores | bytes a session, measured | estimated |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int sessions in (int[])[10_000, 100_000, 1_000_000])
        {
            await MeasureAsync(sessions);
        }
    }

    private static async Task MeasureAsync(int sessions)
    {
        var store = new SampleSessions();
        SessionId[] ids = [.. Enumerable.Range(0, sessions).Select(_ => SessionId.Create())];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var cache = new NearCache(1L << 40);
        foreach (SessionId id in ids)
        {
            await cache.LoadAsync(id, id.Digest(), store, keep: true, CancellationToken.None);
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        double measured = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / sessions;

        Compare(cache, "all alike", Shown(ids, new Numbers(1).Below), measured);
        Compare(cache, "by zipf 1.0", Shown(ids, new Zipf(sessions, 1.0, seed: 1).Below), measured);
        GC.KeepAlive(ids);
    }

    private static void Compare(NearCache cache, string order, char[] shown, double measured)
    {
        long[] parse = new long[Rounds], hit = new long[Rounds], crowd = new long[Rounds];
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            parse[round] = Time(() => Parse(shown));
            hit[round] = Time(() => allocated += LookUp(cache, shown));
            crowd[round] = Time(() => Parallel.For(0, Environment.ProcessorCount, _ => LookUp(cache, shown)));
        }

        double single = 1e9 * Lookups / Median(hit), all = 1e9 * Lookups * Environment.ProcessorCount / Median(crowd);
        Console.WriteLine(
            $"| {cache.Count} | {order} | {Nanoseconds(parse)} | {Nanoseconds(hit)} | {allocated} | {single:N0} | {all:N0} | {measured:F0} | {(double)cache.Bytes / cache.Count:F0} |");
    }

    // The cookie values in the order in which they are shown, one behind the other: a request's header is in the cache of the core too.
    private static char[] Shown(SessionId[] ids, Func<int, int> next)
    {
        char[] shown = new char[Lookups * SessionId.EncodedLength];
        for (int i = 0; i < Lookups; i++)
        {
            ids[next(ids.Length)].Reveal().CopyTo(shown.AsSpan(i * SessionId.EncodedLength));
        }

        return shown;
    }

    private static void Parse(char[] shown)
    {
        for (int at = 0; at < shown.Length; at += SessionId.EncodedLength)
        {
            if (!SessionId.TryParse(shown.AsSpan(at, SessionId.EncodedLength), out _))
            {
                throw new InvalidOperationException("Not an ID.");
            }
        }
    }

    private static long LookUp(NearCache cache, char[] shown)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int at = 0; at < shown.Length; at += SessionId.EncodedLength)
        {
            // The expiry is read as well: that is the first thing done with a hit, and fetches the record from memory.
            if (!SessionId.TryParse(shown.AsSpan(at, SessionId.EncodedLength), out SessionId id)
                || !cache.TryGet(in id, out CachedSession? cached) || cached.Valid.Session.ExpiresAt == default)
            {
                throw new InvalidOperationException("Not a hit.");
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private static long Median(long[] times) => times.Order().ElementAt(times.Length / 2);

    private static string Nanoseconds(long[] times) =>
        $"{(double)Median(times) / Lookups:F0} ({(double)times.Min() / Lookups:F0} to {(double)times.Max() / Lookups:F0})";
}
