using Cloakroom.FaultTests.Checking;
using Cloakroom.FaultTests.Figures;
using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Runs;

/// <summary>Plays one fault: three nodes and a store of their own, people who use them, the fault, and the judgement of what they saw.</summary>
internal static class Runner
{
    public static async Task<RunResult> RunAsync(Scenario scenario, ulong seed, RunSettings settings)
    {
        await using Rig rig = await scenario.StartAsync();
        Node[] nodes = [.. Enumerable.Range(0, Rig.Nodes).Select(i => Node(scenario, i, rig, settings))];
        try
        {
            foreach (Node node in nodes)
            {
                await node.StartAsync();
            }

            return await PlayAsync(scenario, rig, nodes, seed, settings);
        }
        finally
        {
            foreach (Node node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static Node Node(Scenario scenario, int number, Rig rig, RunSettings settings)
    {
        NodeSettings node = rig.SettingsOf(number) with { ClockOffset = scenario.ClockOffsets[number], FailStatic = settings.FailStatic };
        return scenario.NodesAreProcesses ? new ProcessNode(number, node) : new LocalNode(number, node);
    }

    private static async Task<RunResult> PlayAsync(Scenario scenario, Rig rig, Node[] nodes, ulong seed, RunSettings settings)
    {
        bool agree = scenario.ClockOffsets.Distinct().Count() == 1;
        var history = new History();
        using var client = new Client(nodes, history, tellsTime: agree);
        var crowd = new Crowd(client, seed, settings.Pace);
        await crowd.ArriveAsync();

        using var stop = new CancellationTokenSource();
        Task people = crowd.RunAsync(stop.Token);
        await Task.Delay(settings.Warm, CancellationToken.None);
        await scenario.PlayAsync(rig, new FaultRun(history, nodes, client, new Numbers(seed), settings.Hold));
        double? recovered = await Prober.RecoverAsync(client, history, settings.Recovery);
        await Task.Delay(settings.After, CancellationToken.None);
        await stop.CancelAsync();
        await people;

        var bounds = new Bounds { FailStatic = settings.FailStatic.TotalMilliseconds, Announces = scenario.Announces, ClocksAgree = agree };
        // Everything must be known everywhere by then.
        await Task.Delay(TimeSpan.FromMilliseconds(bounds.Push + bounds.Retry + bounds.Slack), CancellationToken.None);
        await Prober.AskForAllAsync(client, crowd.All, settings.Recovery);
        IReadOnlyList<Operation> operations = history.Operations;
        Verdict verdict = Checker.Check(operations, history.Windows, bounds, nodes.Length);
        return new RunResult(scenario, seed, operations, history.Windows, verdict, recovered, string.Join("\n", nodes.Select(n => $"node {n.Number}:\n{n.Log}")));
    }
}
