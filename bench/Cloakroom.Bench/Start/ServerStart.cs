using System.Globalization;
using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Start;

/// <summary>The server: as it is built, and as the one file that operators install.</summary>
internal sealed class ServerStart(Places places, string published, DirectoryInfo folders)
{
    private const double Limit = 1000;

    // A start of the server takes several times that of an application.
    private const int RestRounds = 3;

    public async Task MeasureAsync(PartReport report, int rounds, TimeSpan idle, int requests)
    {
        Startable[] servers =
        [
            Server("as it is built, compiled while it runs", places.Built("Cloakroom.Server"), "built"),
            Server("one file, compiled ahead", Path.Combine(published, "Cloakroom.Server"), "one-file"),
        ];
        double[][] after = await Starts.RunAsync(rounds, servers);
        MemoryUse[] atRest = await Starts.RestAsync(Math.Min(rounds, RestRounds), idle, servers);
        ResultTable table = report.Table(
            string.Create(CultureInfo.InvariantCulture, $"The server with SQLite; at rest is {idle.TotalSeconds} s after it was ready, and in use after {requests:N0} times `/auth/session` by somebody who has logged in:"),
            "server", "ready", "memory at rest", "memory in use", "size");
        var chart = new BarChart("From the start of the process until the server is ready", "ms", ["median"]);
        for (int i = 0; i < servers.Length; i++)
        {
            MemoryUse inUse = await Starts.AfterAsync(servers[i], requests);
            string size = string.Create(CultureInfo.InvariantCulture, $"{servers[i].Bytes / 1048576.0:F1} MiB");
            table.Row(servers[i].Name, Starts.Text(after[i]), atRest[i].Text, inUse.Text, i == 0 ? "" : size);
            chart.Add(servers[i].Name.Split(',')[0], Starts.Median(after[i]));
            report.Add(Aim.AtMost($"server ready, {servers[i].Name}, ms", Starts.Median(after[i]), Limit));
        }

        report.Add(chart);
    }

    private Startable Server(string name, string file, string folder) =>
        new(name, file, folders.CreateSubdirectory(folder).FullName) { IsServer = true, ReadyPath = "/health/ready" };
}
