using System.Collections.Concurrent;
using System.Globalization;
using Cloakroom.FaultTests.Figures;

namespace Cloakroom.FaultTests.Runs;

/// <summary>
/// The command line of the fault runner: <c>play [store [fault]] [--seed N] [--runs N] [--beside N] [--report FILE]</c>. Without a fault it
/// plays all of the store, without a store all of all; <c>--beside</c> says how many at the same time.
/// </summary>
internal static class PlayCommand
{
    public const string Command = "play";

    public static async Task<int> RunAsync(string[] arguments)
    {
        string[] names = [.. arguments.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
        ulong first = ulong.Parse(Flag(arguments, "--seed") ?? "1", CultureInfo.InvariantCulture);
        int runs = int.Parse(Flag(arguments, "--runs") ?? "1", CultureInfo.InvariantCulture);
        int beside = int.Parse(Flag(arguments, "--beside") ?? "1", CultureInfo.InvariantCulture);
        Scenario[] scenarios = [.. Catalog.All.Where(s => names is [] || (s.Store == names[0] && (names.Length == 1 || s.Fault == names[1])))];
        if (scenarios.Length == 0)
        {
            await Console.Error.WriteLineAsync($"There is no such fault; there are: {string.Join(", ", Catalog.All)}");
            return 1;
        }

        var figures = new ConcurrentBag<RunFigures>();
        var plays = Enumerable.Range(0, runs).SelectMany(i => scenarios.Select(s => (Scenario: s, Seed: first + (ulong)i)));
        await Parallel.ForEachAsync(plays, new ParallelOptions { MaxDegreeOfParallelism = beside }, async (play, _) =>
        {
            RunResult result = await Runner.RunAsync(play.Scenario, play.Seed, new RunSettings());
            figures.Add(result.Figures);
            await Console.Out.WriteLineAsync($"{play.Scenario} {play.Seed}: {result.Failure ?? $"{result.Operations.Count} operations, well."}");
        });

        string table = Table.Of(figures.OrderBy(f => f.Store, StringComparer.Ordinal).ThenBy(f => f.Fault, StringComparer.Ordinal));
        await Console.Out.WriteLineAsync(table);
        if (Flag(arguments, "--report") is { } file)
        {
            await File.WriteAllTextAsync(file, table);
        }

        return figures.Any(f => f.Failed > 0) ? 1 : 0;
    }

    private static string? Flag(string[] arguments, string name) => arguments.SkipWhile(a => a != name).ElementAtOrDefault(1);
}
