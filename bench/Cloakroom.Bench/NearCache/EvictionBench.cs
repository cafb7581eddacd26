using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>
/// Which sessions should stay? Requests by zipf, alone and mixed with sessions that are shown once (a crawler that logs in each time, a job
/// that walks over all sessions). Counts only, so it does not matter how busy the machine is.
/// </summary>
internal static class EvictionBench
{
    private const int Sessions = 200_000;

    // Estimated bytes of one sample session in the near cache, so that it and the others have the same room.
    private static readonly Func<int, (string Name, IPolicy Policy)[]> Policies = room =>
    [
        ("FIFO", new Recency(room, moveUsed: false)),
        ("LRU", new Recency(room, moveUsed: true)),
        ("SIEVE", new Sieve(room)),
        ("S3-FIFO as printed", new TextbookS3Fifo(room)),
        ("near cache", new RealCache((long)room * SampleSessions.CachedBytes)),
    ];

    /// <param name="arguments">How many requests of each kind; 2,000,000 when it does not say.</param>
    public static Task<PartReport> RunAsync(string[] arguments)
    {
        int requests = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 2_000_000;
        var report = new PartReport(
            "near-cache-eviction", "A near cache smaller than what is used",
            string.Create(CultureInfo.InvariantCulture, $"{Sessions:N0} sessions, {requests:N0} requests after as many to warm up; share of the returning sessions' requests that hit, in percent. ")
            + "Counts, so they are the same on every machine.");
        ResultTable table = report.Table("Hits, in percent:", "requests", "room, of all sessions", "FIFO", "LRU", "SIEVE", "S3-FIFO as printed", "near cache");
        var chart = new BarChart("Requests that hit, by zipf and with as many sessions shown once", "%", ["LRU", "near cache"]);
        foreach (double exponent in (double[])[0.8, 1.0])
        {
            foreach ((string name, int burst, int every) in ((string, int, int)[])[("alone", 0, 1), ("one in two shown once", 1, 1), ("a walk over all every 500,000", Sessions, 500_000)])
            {
                foreach (int room in (int[])[2_000, 20_000])
                {
                    double[] hits = [.. Policies(room).Select(p => 100 * HitRate(p.Policy, requests, exponent, burst, every))];
                    string about = string.Create(CultureInfo.InvariantCulture, $"zipf {exponent:F1}, {name}"), share = $"{100 * room / Sessions} %";
                    table.Row([about, share, .. hits.Select(h => h.ToString("F1", CultureInfo.InvariantCulture))]);
                    if (burst == 1)
                    {
                        chart.Add(string.Create(CultureInfo.InvariantCulture, $"zipf {exponent:F1}, room for {share}"), hits[1], hits[^1]);
                    }
                }
            }
        }

        report.Add(chart);
        return Task.FromResult(report);
    }

    private static double HitRate(IPolicy policy, int requests, double exponent, int burst, int every)
    {
        var zipf = new Zipf(Sessions, exponent, seed: 1);
        int stranger = Sessions, hits = 0;
        for (int request = -requests; request < requests; request++)
        {
            bool hit = policy.Use(zipf.Next());
            hits += hit && request >= 0 ? 1 : 0;
            for (int i = 0; request % every == 0 && i < burst; i++)
            {
                // A walk touches the sessions themselves; what is shown once is somebody new each time.
                policy.Use(burst == 1 ? stranger++ : i);
            }
        }

        return (double)hits / requests;
    }
}
