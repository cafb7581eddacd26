using Cloakroom.FaultTests.Checking;
using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Runs;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Soak;

/// <summary>One store with three nodes, each a process of its own, that are used all the time and broken now and then.</summary>
internal sealed class SoakRun(string store, string[] faults, SoakSettings settings, ulong seed)
{
    // Milliseconds (docs/reliability.md).
    private const double Promised = 500;

    private readonly List<Reading[]> _readings = [];

    /// <summary>Of each node in the order of time.</summary>
    public IEnumerable<(int Node, Reading[] Readings)> Readings => Enumerable.Range(0, _readings.FirstOrDefault([]).Length).Select(n => (n, _readings.Select(r => r[n]).ToArray()));

    /// <summary>What was played.</summary>
    public List<string> Played { get; } = [];

    /// <summary>Requests that were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>How many of them took longer than is promised, of those that go on while a fault is played too.</summary>
    public int Late { get; private set; }

    /// <summary>The longest answer, in seconds.</summary>
    public double Longest { get; private set; }

    /// <summary>What was wrong; null where nothing was.</summary>
    public string? Failure { get; private set; }

    public string Store => store;

    public async Task PlayAsync()
    {
        Scenario[] scenarios = [.. faults.Select(f => Catalog.Get($"{store} {f}"))];
        var runs = new RunSettings();
        await using Trio trio = await Trio.StartAsync(scenarios[0] with { NodesAreProcesses = true }, runs);
        ProcessNode[] nodes = [.. trio.Nodes.Cast<ProcessNode>()];
        var crowd = new Crowd(trio.Client, seed, new Pace { Users = settings.Sessions / 2, Clients = 4, Pause = settings.Pause, Turnover = settings.TellsGrowth ? 20 : 1000 });
        await crowd.ArriveAsync();
        using var stop = new CancellationTokenSource();
        Task people = crowd.RunAsync(stop.Token);
        var numbers = new Numbers(seed);
        double began = trio.History.Now;
        while (trio.History.Now - began < settings.Length.TotalMilliseconds)
        {
            double next = trio.History.Now + settings.Every.TotalMilliseconds;
            Scenario fault = scenarios[numbers.Below(scenarios.Length)];
            await fault.PlayAsync(trio.Rig, new FaultRun(trio, crowd, numbers, runs.Hold));
            Played.Add(fault.Fault);
            if (await Prober.RecoverAsync(trio.Client, trio.History, runs.Recovery) is null)
            {
                Failure = $"{store}: the nodes did not work again after {fault.Fault}.";
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, next - trio.History.Now)), CancellationToken.None);
            // Just before the next fault, so that what the last one has left is over.
            _readings.Add(await Task.WhenAll(nodes.Select(n => Reading.TakeAsync(n, (trio.History.Now - began) / 3_600_000))));
        }

        await stop.CancelAsync();
        await people;
        // How long answers take says more about the machine, where so much goes on for so long: it is told, not judged.
        var bounds = new Bounds { Answer = double.PositiveInfinity, FailStatic = runs.FailStatic.TotalMilliseconds, Announces = Array.Exists(scenarios, s => s.Announces), StoreIsOurs = true };
        await Task.Delay(TimeSpan.FromMilliseconds(bounds.Push + bounds.Slack + bounds.Retry), CancellationToken.None);
        var operations = trio.History.Operations;
        Requests = operations.Count;
        (Late, Longest) = (operations.Count(o => o.Took > Promised), operations.Max(o => o.Took) / 1000);
        Verdict verdict = Checker.Check(operations, trio.History.Windows, bounds, trio.Nodes.Count);
        Failure ??= verdict.Violations.Count == 0 ? null : string.Join('\n', verdict.Violations.Take(3).Select(v => v.Tell(operations, trio.History.Windows)));
    }
}
