namespace Cloakroom.Bench;

/// <summary>What a recognised session costs in memory, with everything that keeps it: engine, near cache, record.</summary>
internal static class MemoryBench
{
    public static async Task RunAsync()
    {
        Console.WriteLine("| sessions in the near cache | bytes a session | bytes allocated by recognising one again |");
        Console.WriteLine("|---|---|---|");
        foreach (int sessions in (int[])[10_000, 100_000, 1_000_000])
        {
            (double kept, double again) = await MeasureAsync(sessions);
            Console.WriteLine($"| {sessions:N0} | {kept:F0} | {again:F0} |");
        }
    }

    private static async Task<(double Kept, double Again)> MeasureAsync(int sessions)
    {
        SessionId[] ids = [.. Enumerable.Range(0, sessions).Select(_ => SessionId.Create())];
        using var engine = new SessionEngine(new FreshSessions(), new SessionOptions { NearCacheBytes = 8L << 30 }, TimeProvider.System);
        long before = Used();
        await RecognizeAsync(engine, ids);
        double kept = (double)(Used() - before) / sessions;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        await RecognizeAsync(engine, ids);
        return (kept, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / sessions);
    }

    private static async Task RecognizeAsync(SessionEngine engine, SessionId[] ids)
    {
        foreach (SessionId id in ids)
        {
            if (await engine.AuthenticateAsync(id, isSafe: false, CancellationToken.None) is not Decision.Valid)
            {
                throw new InvalidOperationException("Not recognised.");
            }
        }
    }

    private static long Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
