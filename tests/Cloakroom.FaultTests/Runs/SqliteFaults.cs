using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Sqlite;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to a file that three nodes share.</summary>
internal static class SqliteFaults
{
    private const string Store = "sqlite";

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, Catalog.Nothing, SqliteRig.StartAsync, (_, run) => run.HoldAsync()),
        Scenario.Of(Store, "locked", SqliteRig.StartAsync, LockedAsync),
        Scenario.Of(Store, "locked-briefly", SqliteRig.StartAsync, LockedBrieflyAsync),
        Scenario.Of(Store, "disk-full", SqliteDiskRig.StartAsync, DiskFullAsync),
    ];

    /// <summary>F20: another program holds the lock for writing.</summary>
    private static async Task LockedAsync(SqliteRig rig, FaultRun run)
    {
        using var other = Connection.Open(rig.File, TimeSpan.FromSeconds(5));
        Window trouble = run.Open(Trouble.Unwritable);
        other.Execute("BEGIN EXCLUSIVE");
        await run.HoldAsync();
        other.Execute("COMMIT");
        trouble.Close();
    }

    /// <summary>F20: as a backup does it, again and again, for about as long as a write may wait.</summary>
    private static async Task LockedBrieflyAsync(SqliteRig rig, FaultRun run)
    {
        using var other = Connection.Open(rig.File, TimeSpan.FromSeconds(5));
        for (int i = 0; i < 6; i++)
        {
            Window trouble = run.Open(Trouble.Unwritable);
            other.Execute("BEGIN EXCLUSIVE");
            await Task.Delay(50 + run.Numbers.Below(300));
            other.Execute("COMMIT");
            trouble.Close();
            await run.HoldAsync(0.05);
        }
    }

    /// <summary>F18: the disk of the file and of the journals is full. Sessions can still be ended (T10).</summary>
    private static async Task DiskFullAsync(SqliteDiskRig rig, FaultRun run)
    {
        Window trouble = run.Open(Trouble.Unwritable);
        rig.Disk.Fill();
        await run.HoldAsync();
        await run.LogOutAsync(run.Nodes[run.Numbers.Below(run.Nodes.Count)], 10);
        await run.HoldAsync();
        rig.Disk.Free();
        trouble.Close();
    }
}
