using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Stores;

/// <summary>The table and the pictures of the stores; docs/stores.md says what they mean.</summary>
internal static class StoresReport
{
    public static PartReport Of(List<Figures> all, int sessions, TimeSpan time)
    {
        string seconds = time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var report = new PartReport(
            "stores", "Stores against the usual table",
            $"[Stores](stores.md) says what each line means. {sessions:N0} sessions, the shop's own orders in the same PostgreSQL, one store after the other; each figure over {seconds} s. The clients share "
            + "the cores with the servers.");
        ResultTable table = report.Table("Once each, not in turn.", ["what", .. all.Select(f => f.Name)]);
        Row("look-ups past every cache a second, 32 callers", f => Rate(f.LookUps));
        Row("p50 and p99 of one, ms", f => Times(f.LookUps));
        Row("requests recognised a second, 32 callers", f => Rate(f.Recognized));
        Row("p50 and p99 of one, ms", f => Times(f.Recognized));
        Row("connections at 256 concurrent requests", f => f.Connections?.ToString(CultureInfo.InvariantCulture) ?? "none");
        Row("orders a second alone", f => Rate(f.OrdersAlone));
        Row("orders a second beside 1,500 requests a second", f => $"{Rate(f.OrdersBeside)} ({f.OrdersLeft:P0})");
        Row("p99 of an order alone and beside, ms", f => $"{Millis(f.OrdersAlone?.P99)} and {Millis(f.OrdersBeside?.P99)}");
        Row("time to get rid of half of the sessions, s", f => f.Expiring.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture));
        Row("written ahead for it, MB", f => f.ExpiringWrites is { } bytes ? Mega(bytes) : "not counted");
        Row("p99 of a look-up before and meanwhile, ms", f => $"{Millis(f.QuietLookUps?.P99)} and {Millis(f.LookUpsWhileExpiring?.P99)}");
        Row("longest look-up before and meanwhile, ms", f => $"{Millis(f.QuietLookUps?.Most)} and {Millis(f.LookUpsWhileExpiring?.Most)}");
        Row("size full and afterwards, MB", f => $"{Mega(f.SizeFull)} and {Mega(f.SizeAfter)}");
        Row($"server frozen for {seconds} s: recognised, refused", f => f.Frozen is { } frozen ? $"{frozen.Rate * time.TotalSeconds:N0}, {frozen.Refused:N0}" : "no server");
        Row("server frozen: longest answer, ms", f => f.Frozen is { } frozen ? Millis(frozen.Most) : "no server");
        Draw(report, all);
        return report;

        void Row(string what, Func<Figures, string> cell) => table.Row([what, .. all.Select(cell)]);
    }

    private static void Draw(PartReport report, List<Figures> all)
    {
        var speed = new BarChart("Sessions looked up or recognised a second", "a second", ["asking the store", "as a request does it"]);
        var expiry = new BarChart("p99 of a look-up while half of the sessions expire", "ms", ["quiet", "while they expire"]);
        var orders = new BarChart("Orders in the same database, beside 1,500 requests a second", "orders a second", ["alone", "beside the requests"]);
        foreach (Figures figures in all)
        {
            speed.Add(figures.Name, figures.LookUps?.Rate, figures.Recognized?.Rate);
            expiry.Add(figures.Name, figures.QuietLookUps?.P99 / 1000, figures.LookUpsWhileExpiring?.P99 / 1000);
            orders.Add(figures.Name, figures.OrdersAlone?.Rate, figures.OrdersBeside?.Rate);
        }

        report.Add(speed);
        report.Add(expiry);
        report.Add(orders);
    }

    private static string Rate(Latencies? l) => l is null ? "-" : l.Rate.ToString("N0", CultureInfo.InvariantCulture);

    private static string Times(Latencies? l) => $"{Millis(l?.P50)} and {Millis(l?.P99)}";

    private static string Millis(double? microseconds) => microseconds is { } m ? (m / 1000).ToString(m < 100_000 ? "0.###" : "N0", CultureInfo.InvariantCulture) : "-";

    private static string Mega(long bytes) => (bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture);
}
