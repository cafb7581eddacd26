using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to a Redis that sentinels look after.</summary>
internal static class SentinelFaults
{
    private const string Store = "sentinel";

    // A replica answers at most this much later than its master; what the master took in that time may go with it.
    private const double Lag = 200;

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, Catalog.Nothing, SentinelRig.StartAsync, (_, run) => run.HoldAsync()),
        Scenario.Of(Store, "master-killed", SentinelRig.StartAsync, (rig, run) => FailoverAsync(rig, run, m => m.Kill())),
        Scenario.Of(Store, "master-stopped", SentinelRig.StartAsync, (rig, run) => FailoverAsync(rig, run, m => m.Signal("STOP"))),
        Scenario.Of(Store, "ordered-failover", SentinelRig.StartAsync, OrderedAsync),
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
