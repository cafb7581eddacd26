using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Start;

/// <summary>How soon the server and applications with the library answer, and what they weigh.</summary>
internal static class StartBench
{
    private const string About =
        "From the start of the process to the first answer with 200: of `/health/ready` for the server, of an endpoint that says `hello` for applications. Programs are started in turn, round by round, in a "
        + "folder that knows an earlier start; milliseconds as median (least to most), and what one adds to another as median of the differences of the rounds. Memory is what the kernel says (`smaps_rollup`): "
        + "all pages in memory, and of these what no other process has.";

    /// <param name="arguments">Rounds of starts (15), seconds of rest (10), requests (100000); or <c>apps</c> first, for the library's share alone.</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        bool isShareAlone = arguments is ["apps", ..];
        int[] numbers = [.. arguments.Skip(isShareAlone ? 1 : 0).Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        int rounds = numbers is [var r, ..] ? r : 15, rest = numbers is [_, var s, ..] ? s : 10, requests = numbers is [_, _, var q, ..] ? q : 100_000;
        var places = new Places();
        DirectoryInfo folders = Directory.CreateTempSubdirectory("cloakroom-bench-start-");
        try
        {
            var report = new PartReport("start", "Starting, memory and size", About);
            if (isShareAlone)
            {
                await new LibraryShare(places, folders).MeasureAsync(report, rounds, ahead: null);
                return report;
            }

            string server = await places.PublishAsync("src/Cloakroom.Server", "server", "-p:PublishProfile=OneFile");
            AheadOfTime ahead = await AheadOfTime.PublishAsync(places);
            await new ServerStart(places, server, folders).MeasureAsync(report, rounds, TimeSpan.FromSeconds(rest), requests);
            await new LibraryShare(places, folders).MeasureAsync(report, rounds, ahead);
            await ahead.MeasureAsync(report, folders, rounds, TimeSpan.FromSeconds(rest));
            Weigh(report, places);
            return report;
        }
        finally
        {
            folders.Delete(recursive: true);
        }
    }

    private static void Weigh(PartReport report, Places places)
    {
        ResultTable table = report.Table("What a package adds to an application, beside what comes with ASP.NET Core:", "package", "its assembly", "packages of others", "which");
        foreach (string name in (string[])["Cloakroom", "Cloakroom.AspNetCore", "Cloakroom.Sqlite", "Cloakroom.Redis", "Cloakroom.PostgreSql"])
        {
            var weight = PackageWeight.Of(places, name);
            table.Row($"`{name}`", weight.Size, weight.Brings.Length.ToString(CultureInfo.InvariantCulture), string.Join(", ", weight.Brings));
        }
    }
}
