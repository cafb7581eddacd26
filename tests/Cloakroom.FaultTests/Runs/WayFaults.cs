using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Testing;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to the ways between nodes and a store; the same for every store that is reached by TCP.</summary>
internal static class WayFaults
{
    public static IEnumerable<Scenario> Of<TRig>(string store, Func<Task<TRig>> start)
        where TRig : Rig =>
        [
            Scenario.Of(store, "slow", start, SlowAsync),
            Scenario.Of(store, "cuts", start, CutsAsync),
            Scenario.Of(store, "partition", start, PartitionAsync),
            Scenario.Of(store, "frozen-way", start, FrozenAsync),
        ];

    /// <summary>F03: every answer takes longer, and not always equally long.</summary>
    private static async Task SlowAsync(Rig rig, FaultRun run)
    {
        for (int i = 0; i < 4; i++)
        {
            foreach (FaultProxy way in rig.Ways)
            {
                way.Delay = TimeSpan.FromMilliseconds(5 + run.Numbers.Below(100));
            }

            await run.HoldAsync(0.25);
        }

        rig.Ways.ToList().ForEach(w => w.Delay = TimeSpan.Zero);
    }

    /// <summary>F16: connections break in the middle of an answer, again and again.</summary>
    private static async Task CutsAsync(Rig rig, FaultRun run)
    {
        for (int i = 0; i < 10; i++)
        {
            rig.Ways[run.Numbers.Below(rig.Ways.Length)].CutAfter(run.Numbers.Below(500));
            await run.HoldAsync(0.1);
        }
    }

    /// <summary>One node reaches the store no more; the others do.</summary>
    private static async Task PartitionAsync(Rig rig, FaultRun run)
    {
        int node = run.Numbers.Below(Rig.Nodes);
        Window cut = run.Open(Trouble.CutOff, node);
        rig.Ways[node].Refuse(true);
        rig.Ways[node].Cut();
        // Longer than a cut-off node may go on by itself.
        await run.HoldAsync(3);
        cut.Ending();
        rig.Ways[node].Refuse(false);
        cut.Close();
    }

    /// <summary>F02 for one node: its packets go nowhere, and no connection breaks.</summary>
    private static async Task FrozenAsync(Rig rig, FaultRun run)
    {
        int node = run.Numbers.Below(Rig.Nodes);
        Window cut = run.Open(Trouble.CutOff, node);
        rig.Ways[node].Freeze();
        await run.HoldAsync(3);
        cut.Ending();
        rig.Ways[node].Thaw();
        cut.Close();
    }
}
