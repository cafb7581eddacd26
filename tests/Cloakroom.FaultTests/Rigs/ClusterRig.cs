using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>Three masters, each with a replica, which take a node for dead after a second.</summary>
internal sealed class ClusterRig : Rig
{
    private ClusterRig(ClusterSet set) => Set = set;

    public ClusterSet Set { get; }

    public static async Task<ClusterRig> StartAsync() => new(await ClusterSet.StartAsync());

    public override string StoreOf(int node) => Set.Address;

    public override async ValueTask DisposeAsync()
    {
        await Set.DisposeAsync();
        await base.DisposeAsync();
    }
}
