using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to a Redis Cluster.</summary>
internal static class ClusterFaults
{
    private const string Store = "cluster";
    private const double Lag = 200;

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, Catalog.Nothing, ClusterRig.StartAsync, (_, run) => run.HoldAsync()),
        Scenario.Of(Store, "master-killed", ClusterRig.StartAsync, (rig, run) => MasterAsync(rig, run, m => m.Kill())),
        Scenario.Of(Store, "master-stopped", ClusterRig.StartAsync, (rig, run) => MasterAsync(rig, run, m => m.Signal("STOP"))),
        Scenario.Of(Store, "slots-moved", ClusterRig.StartAsync, MovedAsync),
    ];

    /// <summary>F08: a shard loses its master; the others go on.</summary>
    private static async Task MasterAsync(ClusterRig rig, FaultRun run, Action<RedisProcess> end)
    {
        RedisProcess[] masters = await rig.Set.MastersAsync();
        RedisProcess master = masters[run.Numbers.Below(masters.Length)], other = masters.First(m => m != master);
        string id = await ClusterSet.IdAsync(master);
        Window lossy = run.Open(Trouble.Lossy, since: run.Now - Lag);
        // One shard of three: other users are served, so that this is no time in which nodes may not serve anybody.
        Window trouble = run.Open(Trouble.Unwritable);
        end(master);
        lossy.Close();
        while ((await other.CliAsync("CLUSTER", "NODES")).Split('\n').Any(l => l.StartsWith(id, StringComparison.Ordinal) && !l.Contains("fail", StringComparison.Ordinal))
            || !(await other.CliAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }

        await run.HoldAsync();
        trouble.Close();
    }

    /// <summary>F08: slots move to another master under load.</summary>
    private static async Task MovedAsync(ClusterRig rig, FaultRun run)
    {
        RedisProcess[] masters = await rig.Set.MastersAsync();
        await masters[0].CliAsync(
            "--cluster", "reshard", $"127.0.0.1:{masters[0].Port}", "--cluster-from", await ClusterSet.IdAsync(masters[0]),
            "--cluster-to", await ClusterSet.IdAsync(masters[1]), "--cluster-slots", "1000", "--cluster-yes");
    }
}
