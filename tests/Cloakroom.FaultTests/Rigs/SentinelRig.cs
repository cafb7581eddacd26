using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>A master, two replicas and three sentinels, which take a master for dead after a second.</summary>
internal sealed class SentinelRig : Rig
{
    private SentinelRig(SentinelSet set) => Set = set;

    public SentinelSet Set { get; }

    public static async Task<SentinelRig> StartAsync() => new(await SentinelSet.StartAsync());

    public override string StoreOf(int node) => Set.Address;

    public override async ValueTask DisposeAsync()
    {
        await Set.DisposeAsync();
        await base.DisposeAsync();
    }
}
