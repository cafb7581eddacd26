using Cloakroom.FaultTests.Checking;
using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Runs;

/// <summary>Plays one fault: three nodes and a store of their own, people who use them, the fault, and the judgement of what they saw.</summary>
internal static class Runner
{
    public static async Task<RunResult> RunAsync(Scenario scenario, ulong seed, RunSettings settings)
    {
        await using Trio trio = await Trio.StartAsync(scenario, settings);
        var crowd = new Crowd(trio.Client, seed, settings.Pace);
        await crowd.ArriveAsync();

        using var stop = new CancellationTokenSource();
        Task people = crowd.RunAsync(stop.Token);
        await Task.Delay(settings.Warm, CancellationToken.None);
        await scenario.PlayAsync(trio.Rig, new FaultRun(trio, crowd, new Numbers(seed), settings.Hold));
        double? recovered = await Prober.RecoverAsync(trio.Client, trio.History, settings.Recovery);
        await Task.Delay(settings.After, CancellationToken.None);
        await stop.CancelAsync();
        await people;

        var bounds = new Bounds
        {
            FailStatic = settings.FailStatic.TotalMilliseconds, Announces = scenario.Announces, StoreIsOurs = scenario.StoreIsOurs, ClocksAgree = scenario.ClocksAgree,
        };
        // Everything must be known everywhere by then.
        bool waits = trio.History.Operations.Any(o => o.IsEnding && o.Answer.Status == 202);
        await Task.Delay(TimeSpan.FromMilliseconds(bounds.Push + bounds.Slack + (waits ? bounds.Retry : 0)), CancellationToken.None);
        await Prober.AskForAllAsync(trio.Client, crowd.All, settings.Recovery);
        IReadOnlyList<Operation> operations = trio.History.Operations;
        Verdict verdict = Checker.Check(operations, trio.History.Windows, bounds, trio.Nodes.Count);
        return new RunResult(
            scenario, seed, operations, trio.History.Windows, verdict, recovered, string.Join("\n", trio.Nodes.Select(n => $"node {n.Number}:\n{n.Log}")));
    }
}
