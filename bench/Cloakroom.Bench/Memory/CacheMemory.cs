namespace Cloakroom.Bench;

/// <summary>What a recognised session takes in the process, with everything that keeps it: engine, near cache, record.</summary>
internal static class CacheMemory
{
    /// <returns>Bytes that a session takes, and bytes that are allocated when it is recognised again.</returns>
    public static async Task<(double Kept, double Again)> MeasureAsync(int sessions, bool isGuid)
    {
        SessionId[] ids = [.. Enumerable.Range(0, sessions).Select(_ => SessionId.Create())];
        // A touch is due once a minute in life; here it would come or not come with the speed of the machine.
        var options = new SessionOptions { NearCacheBytes = 16L << 30, TouchEvery = TimeSpan.FromMinutes(30) };
        using var engine = new SessionEngine(new SampleSessions(isGuid), options, TimeProvider.System);
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
