using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to a Redis that sentinels look after.</summary>
internal static class SentinelFaults
{
    private const string Store = "sentinel";

    // A replica is at most this much behind its master, on a machine that has much else to do; what the master took in that time may go with it.
    private const double Lag = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, Catalog.Nothing, SentinelRig.StartAsync, (_, run) => run.HoldAsync()),
        Scenario.Of(Store, "master-killed", SentinelRig.StartAsync, (rig, run) => FailoverAsync(rig, run, m => m.Kill())),
        Scenario.Of(Store, "master-stopped", SentinelRig.StartAsync, (rig, run) => FailoverAsync(rig, run, m => m.Signal("STOP"))),
        Scenario.Of(Store, "ordered-failover", SentinelRig.StartAsync, OrderedAsync),
        Scenario.Of(Store, "flapping", SentinelRig.StartAsync, FlapAsync),
        Scenario.Of(Store, "sentinels-killed", SentinelRig.StartAsync, SentinelsKilledAsync),
    ];

    /// <summary>F04, F05.</summary>
    private static async Task FailoverAsync(SentinelRig rig, FaultRun run, Action<RedisProcess> end)
    {
        RedisProcess master = await rig.Set.MasterAsync();
        Window lossy = run.Open(Trouble.Lossy, since: run.Now - Lag);
        Window cut = run.Open(Trouble.CutOff);
        end(master);
        cut.Ending();
        lossy.Close();
        await PromotedAsync(rig, master);
        cut.Close();
    }

    /// <summary>F04: somebody asks for another master.</summary>
    private static async Task OrderedAsync(SentinelRig rig, FaultRun run)
    {
        RedisProcess master = await rig.Set.MasterAsync();
        Window lossy = run.Open(Trouble.Lossy, since: run.Now - Lag);
        Window cut = run.Open(Trouble.CutOff);
        cut.Ending();
        await rig.Set.Sentinels[0].CliAsync("SENTINEL", "FAILOVER", "mymaster");
        await PromotedAsync(rig, master);
        // The old master takes writes until it is told.
        await run.HoldAsync();
        cut.Close();
        lossy.Close();
    }

    /// <summary>F13: one promotion after the other, each as soon as all follow the last.</summary>
    private static async Task FlapAsync(SentinelRig rig, FaultRun run)
    {
        for (int i = 0; i < 3; i++)
        {
            RedisProcess left = await rig.Set.MasterAsync(), asked = rig.Set.Sentinels[run.Numbers.Below(rig.Set.Sentinels.Count)];
            Window lossy = run.Open(Trouble.Lossy, since: run.Now - Lag);
            Window cut = run.Open(Trouble.CutOff);
            cut.Ending();
            while (await rig.Set.MasterAsync() == left)
            {
                // Refused while the last promotion is not through.
                await asked.CliAsync("SENTINEL", "FAILOVER", "mymaster");
                await Task.Delay(100);
            }

            await FollowedAsync(rig, left);
            cut.Close();
            lossy.Close();
            await run.HoldAsync(0.5);
        }
    }

    // The master that was left is told at once; sentinels tell it after eight seconds, in which it takes writes that are lost.
    private static async Task FollowedAsync(SentinelRig rig, RedisProcess left)
    {
        RedisProcess master = await rig.Set.MasterAsync();
        await left.CliAsync("REPLICAOF", "127.0.0.1", $"{master.Port}");
        foreach (RedisProcess server in rig.Set.Servers.Where(s => s != master))
        {
            await Condition.HoldsAsync(Longest, async () =>
                await server.CliAsync("INFO", "replication") is var info && info.Contains($"master_port:{master.Port}", StringComparison.Ordinal)
                && info.Contains("master_link_status:up", StringComparison.Ordinal));
        }
    }

    /// <summary>Nobody notices who does not look for a master.</summary>
    private static async Task SentinelsKilledAsync(SentinelRig rig, FaultRun run)
    {
        rig.Set.Sentinels.ForEach(s => s.Kill());
        await run.HoldAsync(2);
    }

    private static async Task PromotedAsync(SentinelRig rig, RedisProcess before)
    {
        while (await rig.Set.MasterAsync() == before)
        {
            await Task.Delay(20);
        }
    }
}
