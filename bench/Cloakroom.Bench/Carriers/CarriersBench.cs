using System.Globalization;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Bench.Carriers;

/// <summary>
/// What each carrier costs, and what it costs elsewhere: the same endpoint of one process without any authentication, with ours and with
/// the framework's, over real connections, all in turn in each round. As in <see cref="RequestsBench"/> the load is made in the same
/// process. Store: SQLite, near cache on.
/// </summary>
internal static class CarriersBench
{
    /// <param name="arguments">Seconds that each runs in a round, and the number of rounds.</param>
    public static async Task RunAsync(string[] arguments)
    {
        Rounds rounds = arguments is [var seconds, var count]
            ? new(int.Parse(count, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))) : Rounds.Usual;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        await using (WebApplication bare = await BenchApp.StartAsync())
        await using (Ours ours = await Ours.StartAsync(Path.Combine(folder.FullName, "bench.db")))
        await using (var peers = new Peers(ours, folder))
        {
            var nobody = new Contender("nobody, no authentication", BenchApp.AddressOf(bare));
            Contender[] all = [.. await ours.EnterAsync(), .. await peers.StartAsync()];
            foreach (Contender contender in all)
            {
                await contender.ProveAsync();
            }

            Console.WriteLine($"{Machine.Name}; {rounds.Method}; processor time and allocations a request include those of the load");
            foreach (string path in (string[])["/hello", "/private"])
            {
                await MeasureAsync(rounds, path, 1, [nobody, .. all]);
                await MeasureAsync(rounds, path, 16, [nobody, .. all]);
            }
        }

        folder.Delete(recursive: true);
    }

    private static async Task MeasureAsync(Rounds rounds, string path, int depth, Contender[] all)
    {
        Measured[] measured = await rounds.RunAsync([.. all.Select(c => new Load(c.Server, c.Credential is null ? "/hello" : path, c.Credential, depth))]);
        Console.WriteLine($"\n{(path == "/hello" ? "Open to all" : "`RequireAuthorization`, against nobody at the open one")}, {depth} in flight on a connection:\n");
        Console.WriteLine("| who asks | requests a second | of the first row | of nobody there | processor | allocated |\n|---|---|---|---|---|---|");
        foreach ((Contender contender, Measured figures) in all.Zip(measured))
        {
            int nobody = Array.FindIndex(all, c => c.Credential is null && c.Server == contender.Server);
            string there = nobody < 0 ? "" : Ratio(figures, measured[nobody]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {figures.Rate} | {Ratio(figures, measured[0])} | {there} | {figures.Cpu:F1} µs | {figures.Allocated:N0} B |"));
        }
    }

    private static string Ratio(Measured figures, Measured other) => figures.RatioTo(other).ToString("F2", CultureInfo.InvariantCulture);
}
