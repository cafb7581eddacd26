using Cloakroom.FaultTests.Nodes;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>One file that all nodes have open, on a small disk of its own, which holds their journals too.</summary>
internal sealed class SqliteDiskRig : Rig
{
    private SqliteDiskRig(SmallDisk disk) => Disk = disk;

    public SmallDisk Disk { get; }

    public static Task<SqliteDiskRig> StartAsync() => Task.FromResult(new SqliteDiskRig(new SmallDisk("16m")));

    public override string StoreOf(int node) => $"sqlite:{Path.Combine(Disk.Folder, "store", "sessions.db")}";

    public override NodeSettings SettingsOf(int node) =>
        new(StoreOf(node), Directory.CreateDirectory(Path.Combine(Disk.Folder, $"node-{node}")).FullName);

    public override async ValueTask DisposeAsync()
    {
        Disk.Dispose();
        await base.DisposeAsync();
    }
}
