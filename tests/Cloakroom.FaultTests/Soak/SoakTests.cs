using System.Globalization;
using System.Text;

namespace Cloakroom.FaultTests.Soak;

/// <summary>
/// All stores at the same time, for a long time, with a fault every half a minute: every promise holds, and nothing grows (T23).
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    // Of the promise; and how much a reading may be off, so that a run of ten minutes is not judged by its noise.
    private const double MiBPerHour = 1, HeapNoise = 1.5, Some = 12;

    // The ways in which a store is usually away; what is lost for good is played by others.
    private static readonly (string Store, string[] Faults)[] Stores =
    [
        ("redis", ["kill", "flapping", "stopped", "demoted", "push-line-lost", "slow", "cuts", "partition", "frozen-way"]),
        ("postgres", ["kill", "restarted", "connections-ended", "locked", "slow", "cuts", "partition", "frozen-way"]),
        ("sqlite", ["locked", "locked-briefly"]),
    ];

    [Fact]
    public async Task Every_promise_holds_and_nothing_grows()
    {
        SoakSettings settings = SoakSettings.Chosen;
        var numbers = Numbers.Chosen();
        output.WriteLine($"CLOAKROOM_SEED={numbers.Seed}");
        SoakRun[] runs = [.. Stores.Select(s => new SoakRun(s.Store, s.Faults, settings, numbers.Seed))];
        await Task.WhenAll(runs.Select(r => r.PlayAsync()));
        output.WriteLine(Table(runs));
        Assert.All(runs, r => Assert.Null(r.Failure));
        if (settings.TellsGrowth)
        {
            Assert.All(runs.SelectMany(Growing), Assert.Fail);
        }
    }

    private static IEnumerable<string> Growing(SoakRun run)
    {
        foreach ((int node, Reading[] readings) in run.Readings)
        {
            Reading[] warm = Warm(readings);
            double hours = warm[^1].Hours - warm[0].Hours;
            Trend heap = Of(warm, r => r.Heap), handles = Of(warm, r => r.Handles), threads = Of(warm, r => r.Threads);
            if (heap.PerHour * hours > (MiBPerHour * hours) + HeapNoise || handles.Growth > Some || threads.Growth > Some)
            {
                yield return $"{run.Store}, node {node}: heap {heap}, handles {handles}, threads {threads}";
            }
        }
    }

    private static string Table(SoakRun[] runs)
    {
        var text = new StringBuilder("| store, node | requests | over 500 ms | longest, s | faults | heap, MiB | a hour | RSS, MiB | a hour | handles | threads |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (SoakRun run in runs)
        {
            foreach ((int node, Reading[] readings) in run.Readings.Where(r => r.Readings.Length > 1))
            {
                Reading[] warm = Warm(readings);
                Trend heap = Of(warm, r => r.Heap), memory = Of(warm, r => r.Memory), handles = Of(warm, r => r.Handles), threads = Of(warm, r => r.Threads);
                text.AppendLine(CultureInfo.InvariantCulture, $"| {run.Store}, {node} | {run.Requests} | {run.Late} | {run.Longest:0.0} | {run.Played.Count} | {heap.First:0.0} to {heap.Last:0.0} | {heap.PerHour:+0.0;-0.0} | {memory.First:0} to {memory.Last:0} | {memory.PerHour:+0.0;-0.0} | {handles.First:0} to {handles.Last:0} | {threads.First:0} to {threads.Last:0} |");
            }
        }

        return text.ToString();
    }

    // What comes first is code being compiled and pools being filled.
    private static Reading[] Warm(Reading[] readings) => readings[(readings.Length / 4)..];

    private static Trend Of(Reading[] readings, Func<Reading, double> value) => Trend.Of([.. readings.Select(r => (r.Hours, value(r)))]);
}
