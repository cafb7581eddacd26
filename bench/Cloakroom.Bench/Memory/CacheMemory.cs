using System.Globalization;

namespace Cloakroom.Bench;

/// <summary>What a recognised session takes in the process, with everything that keeps it: engine, near cache, record.</summary>
internal static class CacheMemory
{
    // Millions take minutes, in which somebody waits.
    private const int Step = 1_000_000;

    /// <returns>Bytes that a session takes, and bytes that are allocated when it is recognised again.</returns>
    public static async Task<(double Kept, double Again)> MeasureAsync(int sessions, bool isGuid)
    {
        SessionId[] ids = [.. Enumerable.Range(0, sessions).Select(_ => SessionId.Create())];
        // A touch is due once a minute in life; here it would come or not come with the speed of the machine.
        var options = new SessionOptions { NearCacheBytes = 16L << 30, TouchEvery = TimeSpan.FromMinutes(30) };
        using var engine = new SessionEngine(new SampleSessions(isGuid), options, TimeProvider.System);
        long before = Used();
        await RecognizeAsync(engine, ids, "put into it");
        double kept = (double)(Used() - before) / sessions;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        await RecognizeAsync(engine, ids, "recognised again");
        return (kept, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / sessions);
    }

    private static async Task RecognizeAsync(SessionEngine engine, SessionId[] ids, string what)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            if (await engine.AuthenticateAsync(ids[i], isSafe: false, CancellationToken.None) is not Decision.Valid)
            {
                throw new InvalidOperationException("Not recognised.");
            }

            if (i % Step == Step - 1)
            {
                Filling.Say(string.Create(CultureInfo.InvariantCulture, $"near cache: {i + 1:N0} of {ids.Length:N0} {what}"));
            }
        }
    }

    private static long Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
