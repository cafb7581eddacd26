using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Stores;

/// <summary>The tables and pictures of docs/stores.md.</summary>
internal static class Report
{
    public static async Task WriteAsync(List<Figures> all, int sessions, string folder)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sessions:N0} sessions, {Environment.ProcessorCount} cores"));
        Table(all, "look-ups past every cache a second, 32 callers", f => Rate(f.LookUps));
        Table(all, "p50 and p99 of one, ms", f => Times(f.LookUps));
        Table(all, "requests recognised a second, 32 callers", f => Rate(f.Recognized));
        Table(all, "p50 and p99 of one, ms", f => Times(f.Recognized));
        Table(all, "connections at 256 concurrent requests", f => f.Connections?.ToString(CultureInfo.InvariantCulture) ?? "none");
        Table(all, "orders a second alone", f => Rate(f.OrdersAlone));
        Table(all, "orders a second beside 1,500 requests a second", f => $"{Rate(f.OrdersBeside)} ({f.OrdersLeft:P0})");
        Table(all, "p99 of an order alone and beside, ms", f => $"{Millis(f.OrdersAlone?.P99)} and {Millis(f.OrdersBeside?.P99)}");
        Table(all, "time to get rid of half of the sessions, s", f => f.Expiring.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture));
        Table(all, "written ahead for it, MB", f => f.ExpiringWrites is { } bytes ? Mega(bytes) : "not counted");
        Table(all, "p99 of a look-up before and meanwhile, ms", f => $"{Millis(f.QuietLookUps?.P99)} and {Millis(f.LookUpsWhileExpiring?.P99)}");
        Table(all, "longest look-up before and meanwhile, ms", f => $"{Millis(f.QuietLookUps?.Most)} and {Millis(f.LookUpsWhileExpiring?.Most)}");
        Table(all, "size full and afterwards, MB", f => $"{Mega(f.SizeFull)} and {Mega(f.SizeAfter)}");
        Table(all, "server frozen for 5 s: recognised, refused", f => f.Frozen is { } frozen ? $"{frozen.Rate * 5:N0}, {frozen.Refused:N0}" : "no server");
        Table(all, "server frozen: longest answer, ms", f => f.Frozen is { } frozen ? Millis(frozen.Most) : "no server");

        var speed = new BarChart("Sessions looked up or recognised a second", "a second", ["asking the store", "as a request does it"]);
        var expiry = new BarChart("p99 of a look-up while half of the sessions expire", "ms", ["quiet", "while they expire"]);
        var orders = new BarChart("Orders in the same database, beside 1,500 requests a second", "orders a second", ["alone", "beside the requests"]);
        foreach (Figures figures in all)
        {
            speed.Add(figures.Name, figures.LookUps?.Rate, figures.Recognized?.Rate);
            expiry.Add(figures.Name, figures.QuietLookUps?.P99 / 1000, figures.LookUpsWhileExpiring?.P99 / 1000);
            orders.Add(figures.Name, figures.OrdersAlone?.Rate, figures.OrdersBeside?.Rate);
        }

        Directory.CreateDirectory(folder);
        await speed.WriteAsync(Path.Combine(folder, "stores-speed.svg"));
        await expiry.WriteAsync(Path.Combine(folder, "stores-expiry.svg"));
        await orders.WriteAsync(Path.Combine(folder, "stores-orders.svg"));
        Console.WriteLine($"Pictures: {folder}");
    }

    private static void Table(List<Figures> all, string what, Func<Figures, string> cell)
    {
        if (what.StartsWith("look-ups past", StringComparison.Ordinal))
        {
            Console.WriteLine($"| | {string.Join(" | ", all.Select(f => f.Name))} |");
            Console.WriteLine($"|---|{string.Concat(all.Select(_ => "---|"))}");
        }

        Console.WriteLine($"| {what} | {string.Join(" | ", all.Select(cell))} |");
    }

    private static string Rate(Latencies? l) => l is null ? "-" : l.Rate.ToString("N0", CultureInfo.InvariantCulture);

    private static string Times(Latencies? l) => $"{Millis(l?.P50)} and {Millis(l?.P99)}";

    private static string Millis(double? microseconds) => microseconds is { } m ? (m / 1000).ToString(m < 100_000 ? "0.###" : "N0", CultureInfo.InvariantCulture) : "-";

    private static string Mega(long bytes) => (bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture);
}
