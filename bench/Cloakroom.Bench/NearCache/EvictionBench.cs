namespace Cloakroom.Bench;

/// <summary>
/// Which sessions should stay? Requests by zipf, alone and mixed with sessions that are shown once (a crawler that logs in each time, a job
/// that walks over all sessions). Counts only, so it does not matter how busy the machine is.
/// </summary>
internal static class EvictionBench
{
    private const int Sessions = 200_000;
    private const int Requests = 2_000_000;

    // Estimated bytes of one sample session in the near cache, so that it and the others have the same room.
    private static readonly Func<int, (string Name, IPolicy Policy)[]> Policies = room =>
    [
        ("FIFO", new Recency(room, moveUsed: false)),
        ("LRU", new Recency(room, moveUsed: true)),
        ("SIEVE", new Sieve(room)),
        ("S3-FIFO as printed", new TextbookS3Fifo(room)),
        ("near cache", new RealCache((long)room * SampleSessions.CachedBytes)),
    ];

    public static Task RunAsync()
    {
        Console.WriteLine($"{Sessions} sessions, {Requests} requests after as many to warm up; share of the returning sessions' requests that hit, in percent");
        Console.WriteLine("| requests | room, % | FIFO | LRU | SIEVE | S3-FIFO as printed | near cache |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (double exponent in (double[])[0.8, 1.0])
        {
            foreach ((string name, int burst, int every) in ((string, int, int)[])[("alone", 0, 1), ("one in two shown once", 1, 1), ("a walk over all every 500,000", Sessions, 500_000)])
            {
                foreach (int room in (int[])[2_000, 20_000])
                {
                    IEnumerable<string> hits = Policies(room).Select(p => $"{100 * HitRate(p.Policy, exponent, burst, every):F1}");
                    Console.WriteLine($"| zipf {exponent:F1}, {name} | {100 * room / Sessions} | {string.Join(" | ", hits)} |");
                }
            }
        }

        return Task.CompletedTask;
    }

    private static double HitRate(IPolicy policy, double exponent, int burst, int every)
    {
        var zipf = new Zipf(Sessions, exponent, seed: 1);
        int stranger = Sessions, hits = 0;
        for (int request = -Requests; request < Requests; request++)
        {
            bool hit = policy.Use(zipf.Next());
            hits += hit && request >= 0 ? 1 : 0;
            for (int i = 0; request % every == 0 && i < burst; i++)
            {
                // A walk touches the sessions themselves; what is shown once is somebody new each time.
                policy.Use(burst == 1 ? stranger++ : i);
            }
        }

        return (double)hits / Requests;
    }
}
