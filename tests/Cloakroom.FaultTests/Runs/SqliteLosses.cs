using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Nodes;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Sqlite;

namespace Cloakroom.FaultTests.Runs;

/// <summary>A file that is not what it was. Logins are lost then; what was ended stays ended, since the nodes know it.</summary>
internal static class SqliteLosses
{
    private const string Store = "sqlite";

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, "older-copy", SqliteRig.StartAsync, OlderCopyAsync),
        Scenario.Of(Store, "removed", SqliteRig.StartAsync, RemovedAsync),
        Scenario.Of(Store, "log-cut", SqliteRig.StartAsync, LogCutAsync) with { NodesAreProcesses = true },
    ];

    public static IEnumerable<Scenario> Nodes => NodeFaults.Of(Store, SqliteRig.StartAsync, LockAsync);

    private static Task<Func<Task>> LockAsync(SqliteRig rig)
    {
        var other = Connection.Open(rig.File, TimeSpan.FromSeconds(5));
        other.Execute("BEGIN EXCLUSIVE");
        return Task.FromResult<Func<Task>>(() =>
        {
            other.Execute("COMMIT");
            other.Dispose();
            return Task.CompletedTask;
        });
    }

    /// <summary>F21: somebody puts back a copy of some time ago while everybody has the file open.</summary>
    private static async Task OlderCopyAsync(SqliteRig rig, FaultRun run)
    {
        string copy = rig.File + ".copy";
        Window lossy = run.Open(Trouble.Lossy);
        using (var other = Connection.Open(rig.File, TimeSpan.FromSeconds(5)))
        {
            other.Execute($"VACUUM INTO '{copy}'");
        }

        await run.HoldAsync();
        RemoveBeside(rig.File);
        File.Move(copy, rig.File, overwrite: true);
        await RestartedAsync(run, lossy);
    }

    /// <summary>F21: somebody removes the file while everybody has it open.</summary>
    private static async Task RemovedAsync(SqliteRig rig, FaultRun run)
    {
        Window lossy = run.Open(Trouble.Lossy, since: 0);
        RemoveBeside(rig.File);
        File.Delete(rig.File);
        await RestartedAsync(run, lossy);
    }

    /// <summary>F19: a power cut takes everybody at once, and the end of the write-ahead log with it (M11).</summary>
    private static async Task LogCutAsync(SqliteRig rig, FaultRun run)
    {
        string log = rig.File + "-wal";
        Window lossy = run.Open(Trouble.Lossy);
        long length = new FileInfo(log).Length;
        await run.HoldAsync(0.5);
        Window down = run.Open(Trouble.Down);
        run.Nodes.Cast<ProcessNode>().ToList().ForEach(n => n.Kill());
        lossy.Close();
        await using (FileStream file = File.OpenWrite(log))
        {
            file.SetLength(Math.Min(file.Length, length + run.Numbers.Below(8000)));
        }

        foreach (Node node in run.Nodes)
        {
            await node.StartAsync();
        }

        down.Close();
    }

    // Until the nodes see that it is another file, they write into one that nobody will find again. Then they refuse it, and are restarted.
    private static async Task RestartedAsync(FaultRun run, Window lossy)
    {
        Window[] refused = [.. run.Nodes.Select(n => run.Open(Trouble.CutOff, n.Number))];
        // Not from now on for certain, but for no longer than until the restart.
        Array.ForEach(refused, r => r.Ending());
        await run.HoldAsync();
        lossy.Close();
        foreach (Node node in run.Nodes)
        {
            Window down = run.Open(Trouble.Down, node.Number);
            await node.DisposeAsync();
            await node.StartAsync();
            down.Close();
            refused[node.Number].Close();
        }
    }

    private static void RemoveBeside(string file)
    {
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
    }
}
