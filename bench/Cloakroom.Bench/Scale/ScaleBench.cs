using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>Millions of sessions: created, looked up, touched, listed, ended and expired; and what that means for more of them.</summary>
internal static class ScaleBench
{
    private const double MostP99 = 2.0;
    private const int Usual = 1_000_000, Large = 10_000_000;

    /// <summary>As many as one part of the benchmarks can wait for, and what follows for more: the cost model of docs/scale.md.</summary>
    /// <param name="arguments">
    /// How many sessions, 1,000,000 when it does not say; how many others expire in one moment, 200,000 likewise or a fifth; how many such storms, 3 likewise.
    /// </param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        // First, while there is nothing else in memory that could be given back meanwhile.
        double cached = (await CacheMemory.MeasureAsync(100_000, isGuid: false)).Kept;
        (PartReport report, ScaleFigures[] all) = await MeasureAsync("scale", "Millions of sessions", Number(arguments, 0, Usual), arguments);
        CostModel model = new()
        {
            CachedBytes = cached, RedisBytes = all[1].Bytes, SqliteBytes = all[0].Bytes, RedisLogins = all[1].Created[^1], SqliteLogins = all[0].Created[^1],
            Push = await PushCost.MeasureAsync(),
        };
        foreach (BarChart picture in model.Charts())
        {
            report.Add(picture);
        }

        report.Add("scale.md", "cost-model", (run, pictures) => model.Markdown(run, pictures[1..]));
        Console.WriteLine(model.Markdown(new RunNote(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), "this one", Machine.Name), []));
        return report;
    }

    /// <summary>The same with ten times as many, beside the other: whether it goes on like this. The model stays that of the usual size.</summary>
    /// <param name="arguments">As above, but for 10,000,000 sessions when it does not say.</param>
    public static async Task<PartReport> RunLargeAsync(string[] arguments) =>
        (await MeasureAsync("scale-10m", "Ten million sessions", Number(arguments, 0, Large), arguments)).Report;

    private static async Task<(PartReport Report, ScaleFigures[] Figures)> MeasureAsync(string name, string title, int sessions, string[] arguments)
    {
        int storm = Number(arguments, 1, Math.Min(200_000, sessions / 5)), rounds = Number(arguments, 2, sessions < 100_000 ? 1 : 3);
        var report = new PartReport(
            name, title,
            $"{Whole(sessions)} sessions, each of another user, with {Typical.Contents}; SQLite with `synchronous=FULL`, Redis with an append-only file that is synced every "
            + $"second. {Filling.Callers} callers create, 32 look up and touch. In a storm {Whole(storm)} more, all of them in the near cache, expire in one moment and are asked for on, "
            + "while the program forgets them: in SQLite by its sweep, a thousand a second at least, in Redis by itself, over the five minutes to which the store spreads them; ten seconds of both are watched. "
            + "Meanwhile and before, 1,000 look-ups a second past every cache and 1,000 from the near cache ask for sessions that live on. "
            + $"{rounds} storms, each beside the calm before it; the ratio is the median. Load, store and server share the cores.");
        ScaleFigures[] all = [await SqliteAsync(sessions, storm, rounds), await RedisAsync(sessions, storm, rounds)];

        ResultTable created = report.Table("Created a second, as they become more:", "store", "first quarter", "second", "third", "last", "bytes a session");
        foreach (ScaleFigures f in all)
        {
            created.Row([f.Name, .. f.Created.Select(Whole), Whole(f.Bytes)]);
        }

        ResultTable used = report.Table(
            "Used, when all are there; milliseconds:", "store", "look-ups a second", "p50", "p99", "touches a second", "listing the 100 sessions of a user", "ending them", "sessions ended a second");
        foreach (ScaleFigures f in all)
        {
            used.Row(
                f.Name, Whole(f.LookUps?.Rate ?? 0), Millis(f.LookUps?.P50 ?? 0), Millis(f.LookUps?.P99 ?? 0), Whole(f.Touches?.Rate ?? 0),
                Fine(f.ListMilliseconds), Fine(f.EndMilliseconds), Whole(100 / f.EndMilliseconds * 1000));
        }

        ResultTable storms = report.Table(
            "99th percentiles in a storm of expiries, milliseconds, of the median storm:", "store", "look-up before", "meanwhile", "ratio", "recognised before", "meanwhile", "ratio", "time");
        var chart = new BarChart("99th percentile of a look-up in a storm of expiries", "ms", ["before", "meanwhile"]);
        Array.ForEach(all, f => StormRows(report, storms, chart, f));
        report.Add(chart);
        return (report, all);
    }

    private static async Task<ScaleFigures> SqliteAsync(int sessions, int storm, int rounds)
    {
        await using var sqlite = new ScaledSqlite();
        return await new ScaleTrial(sqlite, sessions, storm, rounds).RunAsync();
    }

    private static async Task<ScaleFigures> RedisAsync(int sessions, int storm, int rounds)
    {
        await using ScaledRedis redis = await ScaledRedis.StartAsync();
        return await new ScaleTrial(redis, sessions, storm, rounds).RunAsync();
    }

    private static void StormRows(PartReport report, ResultTable table, BarChart chart, ScaleFigures f)
    {
        (double Median, double Least, double Most) lookUp = f.Ratio(s => s.LookUps), recognized = f.Ratio(s => s.Recognized);
        (Storm idle, Storm during) = f.Storms.OrderBy(s => s.During.LookUps.P99 / s.Idle.LookUps.P99).ElementAt(f.Storms.Count / 2);
        table.Row(
            f.Name, Millis(idle.LookUps.P99), Millis(during.LookUps.P99), Spread(lookUp), Millis(idle.Recognized.P99), Millis(during.Recognized.P99), Spread(recognized),
            $"{Fine(during.Took.TotalSeconds)} s watched");
        chart.Add(f.Name, idle.LookUps.P99 / 1000, during.LookUps.P99 / 1000);
        report.Add(Aim.AtMost($"p99 of a look-up in a storm of expiries on {f.Name}, of the p99 before", lookUp.Median, MostP99));
        report.Add(Aim.AtMost($"the same of a session in the near cache over {f.Name}", recognized.Median, MostP99));
        if (f.Unspread is { } once)
        {
            double ratio = once.During.LookUps.P99 / once.Idle.LookUps.P99, hit = once.During.Recognized.P99 / once.Idle.Recognized.P99;
            table.Row(
                $"{f.Name}, as it would be unspread", Millis(once.Idle.LookUps.P99), Millis(once.During.LookUps.P99), Fine(ratio),
                Millis(once.Idle.Recognized.P99), Millis(once.During.Recognized.P99), Fine(hit), $"{Fine(once.During.Took.TotalSeconds)} s watched");
            chart.Add($"{f.Name}, unspread", once.Idle.LookUps.P99 / 1000, once.During.LookUps.P99 / 1000);
        }
    }

    private static int Number(string[] arguments, int at, int otherwise) => at < arguments.Length ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;

    private static string Spread((double Median, double Least, double Most) of) => $"{Fine(of.Median)} ({Fine(of.Least)} to {Fine(of.Most)})";

    private static string Millis(double microseconds) => (microseconds / 1000).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Fine(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
