using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Start;

/// <summary>What the library adds to the start of an application: <c>bench/apps/SessionApp</c> is <c>EmptyApp</c> with sessions in SQLite.</summary>
internal sealed class LibraryShare(Places places, DirectoryInfo folders)
{
    private const double Limit = 50;

    /// <param name="report">What it is added to.</param>
    /// <param name="rounds">How often each is started.</param>
    /// <param name="ahead">The same compiled ahead; null where that is left out.</param>
    public async Task MeasureAsync(PartReport report, int rounds, AheadOfTime? ahead)
    {
        Startable[] apps =
        [
            App("EmptyApp", places.Built("EmptyApp"), "empty"), App("SessionApp", places.Built("SessionApp"), "sessions"),
            .. ahead is null ? (Startable[])[] :
            [
                App("EmptyApp", ahead.ReadyEmpty, "ready-empty"), App("SessionApp", ahead.ReadySessions, "ready-sessions"),
                App("SessionApp", ahead.Packaged, "packaged-sessions"),
            ],
        ];
        double[][] after = await Starts.RunAsync(rounds, apps);
        ResultTable table = report.Table("An application with one endpoint, and the same with `AddCloakroom().AddSqlite(…)`, `UseCloakroom` and `MapCloakroom`:", "both", "without", "with", "difference");
        Row(table, "both from source, compiled while they run", after[0], after[1]);
        if (ahead is not null)
        {
            Row(table, "the application built, the library from packages made by `eng/pack`", after[0], after[4]);
            Row(table, "published with `PublishReadyToRun`, with the installed runtime", after[2], after[3]);
            report.Add(Aim.AtMost("the library's share of a start, from its packages, ms", Difference(after[0], after[4]), Limit));
            report.Add(Aim.AtMost("the same with the library from source, ms", Difference(after[0], after[1]), Limit));
        }
    }

    private static double Difference(double[] without, double[] with) => Starts.Median(with.Zip(without, (a, b) => a - b));

    private static void Row(ResultTable table, string how, double[] without, double[] with) => table.Row(
        how, Starts.Text(without), Starts.Text(with), string.Create(CultureInfo.InvariantCulture, $"**{Difference(without, with):N0} ms**"));

    private Startable App(string name, string file, string folder) => new(name, file, folders.CreateSubdirectory(folder).FullName);
}
