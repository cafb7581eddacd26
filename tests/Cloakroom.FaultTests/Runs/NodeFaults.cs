using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Rigs;

namespace Cloakroom.FaultTests.Runs;

/// <summary>Nodes that are killed; the same for every store.</summary>
internal static class NodeFaults
{
    /// <param name="store">The kind of store.</param>
    /// <param name="start">Starts it.</param>
    /// <param name="unwritable">Makes the store refuse writes; what it gives back makes it take them again.</param>
    public static IEnumerable<Scenario> Of<TRig>(string store, Func<Task<TRig>> start, Func<TRig, Task<Func<Task>>> unwritable)
        where TRig : Rig =>
        [
            Scenario.Of(store, "node-killed", start, (_, run) => KillAsync(run)) with { NodesAreProcesses = true },
            Scenario.Of(store, "node-killed-while-unwritable", start, (rig, run) => KillWhileAsync(run, () => unwritable(rig))) with { NodesAreProcesses = true },
        ];

    /// <summary>F30: kill -9 of a node, and its start.</summary>
    private static Task KillAsync(FaultRun run) => KillAsync(run, run.Nodes[run.Numbers.Below(run.Nodes.Count)]);

    private static async Task KillAsync(FaultRun run, Node which)
    {
        var node = (ProcessNode)which;
        Window down = run.Open(Trouble.Down, node.Number);
        node.Kill();
        await run.HoldAsync(0.5);
        await node.StartAsync();
        down.Close();
    }

    /// <summary>F30 with F11: the node has told people that they are logged out, and nobody but its own disk knows.</summary>
    private static async Task KillWhileAsync(FaultRun run, Func<Task<Func<Task>>> unwritable)
    {
        Window trouble = run.Open(Trouble.Unwritable);
        Func<Task> mend = await unwritable();
        Node node = run.Nodes[run.Numbers.Below(run.Nodes.Count)];
        await run.LogOutAsync(node, 10);
        await KillAsync(run, node);
        await run.HoldAsync(0.5);
        await mend();
        trouble.Close();
    }
}
