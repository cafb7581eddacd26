using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench;

/// <summary>
/// Logins a second with full durability: 64 callers create sessions in a store, and beside it the same store without us is given what the
/// least of login systems would write, with the same durability and as many at once. Rounds alternate.
/// </summary>
internal static class CreationBench
{
    private const double LeastRatio = 0.6;

    /// <param name="arguments">Seconds of a round, 3 when it does not say; how many rounds, 7 likewise.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        TimeSpan time = TimeSpan.FromSeconds(arguments.Length > 0 ? double.Parse(arguments[0], CultureInfo.InvariantCulture) : 3);
        int rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 7;
        var report = new PartReport(
            "creation", "Logins with full durability",
            string.Create(CultureInfo.InvariantCulture, $"{Logins.Callers} callers create sessions at once, each of another user and with {Typical.Contents}. Every login is on the disk before it is answered. ")
            + "Beside them what the store itself does without us, with as many at once:\n\n"
            + $"- SQLite, `synchronous=FULL`: rows of digest, user ID and record, with an index by user, by bare SQL, {Logins.Callers} in a transaction, by one thread that does nothing else.\n"
            + $"- Redis, `appendonly yes`, `appendfsync always`: `SET` of the record under its digest with its expiry, `ZADD` of the digest to the user's index, `PEXPIRE` of the index; the commands of {Logins.Callers} logins in one write on one connection, the next write when all are answered.\n"
            + $"- PostgreSQL, `synchronous_commit=on`: one `INSERT` a login into a table of the same columns, prepared, {Logins.Callers} callers over as many connections as the store has.\n\n"
            + string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds of {time.TotalSeconds} s each way, alternating; a second, as median (least to most). Load, store and server share the cores."));
        ResultTable table = report.Table("Durable logins:", "store", "Cloakroom", "bare inserts", "ratio, median of the rounds");
        var chart = new BarChart("Durable logins a second", "a second", ["Cloakroom", "bare inserts"]);
        foreach (Func<Task<Logins>> start in (Func<Task<Logins>>[])[SqliteLogins.StartAsync, RedisLogins.StartAsync, PostgresLogins.StartAsync])
        {
            await using Logins logins = await start();
            (double[] ours, double[] bare) = await MeasureAsync(logins, time, rounds);
            double[] ratios = [.. ours.Zip(bare, (a, b) => a / b).Order()];
            double ratio = ratios[ratios.Length / 2];
            table.Row(logins.Name, Rate(ours), Rate(bare), string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} ({ratios[0]:F2} to {ratios[^1]:F2})"));
            chart.Add(logins.Name, Median(ours), Median(bare));
            if (logins.HasAim)
            {
                report.Add(Aim.AtLeast($"durable logins on {logins.Name}, of bare inserts", ratio, LeastRatio));
            }
        }

        report.Add(chart);
        return report;
    }

    private static async Task<(double[] Ours, double[] Bare)> MeasureAsync(Logins logins, TimeSpan time, int rounds)
    {
        double[] ours = new double[rounds], bare = new double[rounds];
        // One round before the first that counts, for the compiler.
        for (int round = -1; round < rounds; round++)
        {
            double created = await logins.CreateAsync(time), inserted = await logins.InsertAsync(time);
            Filling.Say(string.Create(CultureInfo.InvariantCulture, $"{logins.Name}, round {round + 1} of {rounds}: {created:N0} and {inserted:N0} a second"));
            if (round >= 0)
            {
                (ours[round], bare[round]) = (created, inserted);
            }
        }

        return (ours, bare);
    }

    private static string Rate(double[] rates) => string.Create(CultureInfo.InvariantCulture, $"{Median(rates):N0} ({rates.Min():N0} to {rates.Max():N0})");

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
