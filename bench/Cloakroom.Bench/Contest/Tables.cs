using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Contest;

/// <summary>What a report says of a contest.</summary>
internal static class Tables
{
    // Characters that fit beside a bar; rows of longer names are in the tables only.
    private const int LabelLength = 29;

    /// <summary>One table of rates and one of costs.</summary>
    /// <param name="report">Gets them.</param>
    /// <param name="standings">The rows.</param>
    /// <param name="anonymous">What nobody asks for, and what the application without authentication is.</param>
    public static void Write(PartReport report, IReadOnlyList<Standing> standings, string anonymous)
    {
        ResultTable rates = report.Table(
            $"Requests a second, and their ratio to nobody and to no authentication at all; median (middle half) of the rounds. {anonymous}",
            "who asks, and for what", "requests a second", "ratio to no authentication", "ratio to nobody at the same application");
        foreach (Standing standing in standings)
        {
            rates.Row(standing.Name, standing.Rate.Middle("N0"), standing.ToBare.Middle("F2"), standing.ToOwn.Middle("F2"));
        }

        ResultTable costs = report.Table(
            "Milliseconds of processor time for 1,000 requests in the processes of the contender, which is microseconds for each, and how soon answers come; medians.",
            "who asks, and for what", "CPU ms per 1,000, authenticated", "no authentication", "nobody", "authenticated more than nobody", "p50, ms", "p99, ms");
        foreach (Standing standing in standings)
        {
            costs.Row(
                standing.Name, standing.Cpu.Short("F1"), standing.CpuOfBare.Short("F1"), standing.CpuOfNobody.Short("F1"), standing.CpuOfAuthentication.Short("F1"), standing.P50.Short("F2"), standing.P99.Short("F2"));
        }
    }

    /// <summary>A picture of the ratios.</summary>
    public static void Draw(PartReport report, IReadOnlyList<Standing> standings)
    {
        var chart = new BarChart("Requests a second, authenticated", "ratio", ["of no authentication", "of nobody, same application"]);
        foreach ((string label, Standing standing) in standings.Select(s => (s.Name.Replace("`", "", StringComparison.Ordinal), s)).Where(s => s.Item1.Length <= LabelLength))
        {
            chart.Add(label, standing.ToBare.Median, standing.ToOwn.Median);
        }

        report.Add(chart);
    }
}
