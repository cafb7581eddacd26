using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>What a hit costs: from the text of an ID to the decision, and to the record.</summary>
internal static class NearCacheBench
{
    private const double MostNanoseconds = 500;

    /// <param name="arguments">How many rounds, 9 when it does not say, and the greatest number of sessions, 1,000,000 likewise.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int rounds = Number(arguments, 0, 9), most = Number(arguments, 1, 1_000_000);
        var report = new PartReport(
            "near-cache", "A hit in the near cache",
            $"From the text of the ID, parse included, one caller: a hit is the entry found, and asked whether it is settled; to the decision, the engine asks besides for the time, the push line and waiting logouts. Nanoseconds as median (least to most) of {rounds} rounds of a million, each in an order of its own. "
            + "The text of an ID is written a moment before it is shown, outside the time: a server too has it from its socket in the cache of the core. "
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
        Visits alikeVisits = new(sessions, new Numbers(1).Below), zipfVisits = new(sessions, new Zipf(sessions, 1.0, seed: 1).Below);
        (Times alikeEntry, Times zipfEntry) = await EntriesAsync(sessions, alikeVisits, zipfVisits, rounds);
        // No touch falls due while it is measured: it writes, and comes once a minute and session.
        var options = new SessionOptions { NearCacheBytes = 16L << 30, TouchEvery = TimeSpan.FromMinutes(30) };
        using var engine = new SessionEngine(new SampleSessions(), options, TimeProvider.System);
        for (int session = 0; session < sessions; session++)
        {
            await engine.AuthenticateAsync(Visits.IdOf(session), isSafe: true, CancellationToken.None);
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string count = sessions.ToString("N0", CultureInfo.InvariantCulture);
        Filling.Say($"near cache: {count} sessions are in it");
        Hits alike = Compare(engine, alikeVisits, rounds), zipf = Compare(engine, zipfVisits, rounds);
        foreach ((string shown, Times entry, Hits hits) in ((string, Times, Hits)[])[("all alike", alikeEntry, alike), ("by zipf 1.0", zipfEntry, zipf)])
        {
            table.Row(count, shown, entry.Text, hits.Decision.Text, hits.Record.Text, hits.Parse.Text, $"{hits.Allocated} B", Rate(hits.Decision.Median / Visits.Count), Rate(hits.Crowd.Median / Visits.Count / Environment.ProcessorCount));
            report.Add(Aim.AtMost($"ns of a hit, {count} sessions, {shown}", entry.Median / Visits.Count, MostNanoseconds));
            report.Add(Aim.AtMost($"bytes allocated by a hit, {count} sessions, {shown}", hits.Allocated, 0));
        }

        chart.Add($"{count} sessions", alike.Decision.Median / Visits.Count, zipf.Decision.Median / Visits.Count);
    }

    // The cache alone.
    private static async Task<(Times Alike, Times Zipf)> EntriesAsync(int sessions, Visits alike, Visits zipf, int rounds)
    {
        var store = new SampleSessions();
        var cache = new NearCache(16L << 30);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (int session = 0; session < sessions; session++)
        {
            SessionId id = Visits.IdOf(session);
            await cache.LoadAsync(id, id.Digest(), store, keep: true, CancellationToken.None);
            if (cache.TryGet(in id, out CachedSession? cached))
            {
                cached.Settle(now + (long)TimeSpan.FromHours(1).TotalMilliseconds, byToken: false);
            }
        }

        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // Once for the compiler.
        alike.Shuffle();
        alike.Time(texts => Find(cache, texts, now));
        double[] first = new double[rounds], second = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            alike.Shuffle();
            zipf.Shuffle();
            (first[round], second[round]) = (alike.Time(texts => Find(cache, texts, now)).Nanoseconds, zipf.Time(texts => Find(cache, texts, now)).Nanoseconds);
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

    private static Hits Compare(SessionEngine engine, Visits visits, int rounds)
    {
        double[] parse = new double[rounds], decision = new double[rounds], record = new double[rounds], crowd = new double[rounds];
        long allocated = 0;
        visits.Shuffle();
        // Once for the compiler.
        visits.Time(texts => LookUp(engine, texts, readsRecord: false));
        for (int round = 0; round < rounds; round++)
        {
            visits.Shuffle();
            (parse[round], _) = visits.Time(Parse);
            (decision[round], long decided) = visits.Time(texts => LookUp(engine, texts, readsRecord: false));
            (record[round], long read) = visits.Time(texts => LookUp(engine, texts, readsRecord: true));
            allocated += decided + read;
            crowd[round] = Crowd(engine, visits);
        }

        return new(new(parse), new(decision), new(record), new(crowd), allocated);
    }

    // All cores at once, each at another place of the order: what one of them takes.
    private static double Crowd(SessionEngine engine, Visits visits)
    {
        double[] times = new double[Environment.ProcessorCount];
        Parallel.For(0, times.Length, core =>
            (times[core], _) = visits.Time(texts => LookUp(engine, texts, readsRecord: false), (int)((long)Visits.Count * core / times.Length)));
        return times.Average();
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

    private static void LookUp(SessionEngine engine, char[] shown, bool readsRecord)
    {
        for (int at = 0; at < shown.Length; at += SessionId.EncodedLength)
        {
            if (!SessionId.TryParse(shown.AsSpan(at, SessionId.EncodedLength), out SessionId id)
                || Ask(engine, id) is not Decision.Valid valid || (readsRecord && valid.Session.Version == 0))
            {
                throw new InvalidOperationException("Not a hit.");
            }
        }
    }

    private static Decision Ask(SessionEngine engine, SessionId id)
    {
        ValueTask<Decision> asked = engine.AuthenticateAsync(id, isSafe: true, CancellationToken.None);
        return asked.IsCompletedSuccessfully ? asked.Result : throw new InvalidOperationException("It waits.");
    }

    private static string Rate(double nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{1e3 / nanoseconds:F1} million");

    private static int Number(string[] arguments, int at, int otherwise) => at < arguments.Length ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;

    private sealed record Hits(Times Parse, Times Decision, Times Record, Times Crowd, long Allocated);

    /// <summary>Nanoseconds of all look-ups of a round.</summary>
    private sealed class Times(double[] rounds)
    {
        public double Median { get; } = rounds.Order().ElementAt(rounds.Length / 2);

        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Median / Visits.Count:F0} ({rounds.Min() / Visits.Count:F0} to {rounds.Max() / Visits.Count:F0})");
    }
}
