using System.Diagnostics;
using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>What a hit costs: from the text of an ID to the decision, and to the record.</summary>
internal static class NearCacheBench
{
    private const int Lookups = 1 << 20;
    private const double MostNanoseconds = 500;

    /// <param name="arguments">How many rounds, 9 when it does not say, and the greatest number of sessions, 1,000,000 likewise.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = Number(arguments, 0, 9), most = Number(arguments, 1, 1_000_000);
        var report = new PartReport(
            "near-cache", "A hit in the near cache",
            $"From the text of the ID, parse included, one caller: a hit is the entry found, and asked whether it is settled; to the decision, the engine asks besides for the time, the push line and waiting logouts. Nanoseconds as median (least to most) of {rounds} rounds of a million. "
            + "All alike is the worst case, since every look-up misses the caches of the processor. A decision looks at the entry alone while the session was last "
            + "looked at less than a touch ago; who reads the record afterwards waits for its memory, which the third column includes.");
        ResultTable table = report.Table(
            "Hits:", "sessions", "shown", "hit", "to the decision of the engine", "and one field of the record", "parse alone", "allocated", "hits a second, one core", "all cores");
        var chart = new BarChart("A hit, from text to the decision of the engine", "ns", ["all alike", "by zipf 1.0"]);
        foreach (int sessions in (int[])[most / 100, most / 10, most])
        {
            await MeasureAsync(report, table, chart, sessions, rounds);
        }

        report.Add(chart);
        return report;
    }

    private static async Task MeasureAsync(PartReport report, ResultTable table, BarChart chart, int sessions, int rounds)
    {
        SessionId[] ids = [.. Enumerable.Range(0, sessions).Select(_ => SessionId.Create())];
        char[] alikeShown = Shown(ids, new Numbers(1).Below), zipfShown = Shown(ids, new Zipf(sessions, 1.0, seed: 1).Below);
        (Times alikeEntry, Times zipfEntry) = await EntriesAsync(ids, alikeShown, zipfShown, rounds);
        // No touch falls due while it is measured: it writes, and comes once a minute and session.
        var options = new SessionOptions { NearCacheBytes = 16L << 30, TouchEvery = TimeSpan.FromMinutes(30) };
        using var engine = new SessionEngine(new SampleSessions(), options, TimeProvider.System);
        foreach (SessionId id in ids)
        {
            await engine.AuthenticateAsync(id, isSafe: true, CancellationToken.None);
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string count = sessions.ToString("N0", CultureInfo.InvariantCulture);
        Filling.Say($"near cache: {count} sessions are in it");
        Hits alike = Compare(engine, alikeShown, rounds), zipf = Compare(engine, zipfShown, rounds);
        foreach ((string shown, Times entry, Hits hits) in ((string, Times, Hits)[])[("all alike", alikeEntry, alike), ("by zipf 1.0", zipfEntry, zipf)])
        {
            table.Row(count, shown, entry.Text, hits.Decision.Text, hits.Record.Text, hits.Parse.Text, $"{hits.Allocated} B", Rate(hits.Decision.Median / Lookups), Rate(hits.Crowd.Median / Lookups / Environment.ProcessorCount));
            report.Add(Aim.AtMost($"ns of a hit, {count} sessions, {shown}", entry.Median / Lookups, MostNanoseconds));
            report.Add(Aim.AtMost($"bytes allocated by a hit, {count} sessions, {shown}", hits.Allocated, 0));
        }

        chart.Add($"{count} sessions", alike.Decision.Median / Lookups, zipf.Decision.Median / Lookups);
        GC.KeepAlive(ids);
    }

    // The cache alone.
    private static async Task<(Times Alike, Times Zipf)> EntriesAsync(SessionId[] ids, char[] alike, char[] zipf, int rounds)
    {
        var store = new SampleSessions();
        var cache = new NearCache(16L << 30);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (SessionId id in ids)
        {
            await cache.LoadAsync(id, id.Digest(), store, keep: true, CancellationToken.None);
            if (cache.TryGet(in id, out CachedSession? cached))
            {
                cached.Settle(now + (long)TimeSpan.FromHours(1).TotalMilliseconds, byToken: false);
            }
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Find(cache, alike, now);
        double[] first = new double[rounds], second = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            (first[round], second[round]) = (Time(() => Find(cache, alike, now)), Time(() => Find(cache, zipf, now)));
        }

        return (new(first), new(second));
    }

    private static void Find(NearCache cache, char[] shown, long now)
    {
        for (int at = 0; at < shown.Length; at += SessionId.EncodedLength)
        {
            if (!SessionId.TryParse(shown.AsSpan(at, SessionId.EncodedLength), out SessionId id)
                || !cache.TryGet(in id, out CachedSession? cached) || !cached.IsSettled(now, byToken: false))
            {
                throw new InvalidOperationException("Not a hit.");
            }
        }
    }

    private static Hits Compare(SessionEngine engine, char[] shown, int rounds)
    {
        double[] parse = new double[rounds], decision = new double[rounds], record = new double[rounds], crowd = new double[rounds];
        long allocated = 0;
        // Once for the compiler.
        LookUp(engine, shown, readsRecord: false);
        for (int round = 0; round < rounds; round++)
        {
            parse[round] = Time(() => Parse(shown));
            decision[round] = Time(() => allocated += LookUp(engine, shown, readsRecord: false));
            record[round] = Time(() => allocated += LookUp(engine, shown, readsRecord: true));
            crowd[round] = Time(() => Parallel.For(0, Environment.ProcessorCount, _ => LookUp(engine, shown, readsRecord: false)));
        }

        return new(new(parse), new(decision), new(record), new(crowd), allocated);
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

    private static long LookUp(SessionEngine engine, char[] shown, bool readsRecord)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int at = 0; at < shown.Length; at += SessionId.EncodedLength)
        {
            if (!SessionId.TryParse(shown.AsSpan(at, SessionId.EncodedLength), out SessionId id)
                || Ask(engine, id) is not Decision.Valid valid || (readsRecord && valid.Session.Version == 0))
            {
                throw new InvalidOperationException("Not a hit.");
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Decision Ask(SessionEngine engine, SessionId id)
    {
        ValueTask<Decision> asked = engine.AuthenticateAsync(id, isSafe: true, CancellationToken.None);
        return asked.IsCompletedSuccessfully ? asked.Result : throw new InvalidOperationException("It waits.");
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private static string Rate(double nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{1e3 / nanoseconds:F1} million");

    private static int Number(string[] arguments, int at, int otherwise) => at < arguments.Length ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;

    private sealed record Hits(Times Parse, Times Decision, Times Record, Times Crowd, long Allocated);

    /// <summary>Nanoseconds of all look-ups of a round.</summary>
    private sealed class Times(double[] rounds)
    {
        public double Median { get; } = rounds.Order().ElementAt(rounds.Length / 2);

        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Median / Lookups:F0} ({rounds.Min() / Lookups:F0} to {rounds.Max() / Lookups:F0})");
    }
}
