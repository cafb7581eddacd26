using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;

namespace Cloakroom.FaultTests.Runs;

/// <summary>
/// A single Redis that comes back without its last writes, or without any. Logins are lost then; what was ended stays ended, since the
/// nodes know it.
/// </summary>
internal static class RedisLosses
{
    private const string Store = "redis";

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, "older-copy", () => RedisRig.StartAsync(), OlderCopyAsync) with { NeedsLedger = true },
        Scenario.Of(Store, "log-cut", () => RedisRig.StartAsync("--appendonly", "yes", "--appendfsync", "everysec"), LogCutAsync) with { NeedsLedger = true },
        Scenario.Of(Store, "emptied", () => RedisRig.StartAsync(), EmptiedAsync),
        Scenario.Of(Store, "restarted-empty", () => RedisRig.StartAsync(), RestartedEmptyAsync),
        Scenario.Of(Store, "replica-promoted", RedisPairRig.StartAsync, PromotedAsync) with { NeedsLedger = true },
    ];

    public static IEnumerable<Scenario> Nodes => NodeFaults.Of(Store, () => RedisRig.StartAsync(), RefuseAsync);

    private static async Task<Func<Task>> RefuseAsync(RedisRig rig)
    {
        await rig.Redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "1");
        return () => rig.Redis.CliAsync("CONFIG", "SET", "min-replicas-to-write", "0");
    }

    /// <summary>F12: it is killed, and started with the state of some time ago.</summary>
    private static async Task OlderCopyAsync(RedisRig rig, FaultRun run)
    {
        Window lossy = run.Open(Trouble.Lossy);
        await rig.Redis.CliAsync("SAVE");
        await run.HoldAsync();
        Window cut = run.Open(Trouble.CutOff);
        rig.Redis.Kill();
        lossy.Close();
        await run.HoldAsync(0.2);
        cut.Ending();
        await rig.Redis.RestartAsync();
        cut.Close();
    }

    /// <summary>F12: after a power cut the end of its log is missing, from the middle of a command on (M5).</summary>
    private static async Task LogCutAsync(RedisRig rig, FaultRun run)
    {
        string log = Directory.GetFiles(Path.Combine(rig.Redis.Folder, "appendonlydir"), "*.incr.aof").Single();
        Window lossy = run.Open(Trouble.Lossy);
        long length = new FileInfo(log).Length;
        await run.HoldAsync();
        Window cut = run.Open(Trouble.CutOff);
        rig.Redis.Kill();
        lossy.Close();
        await using (FileStream file = File.OpenWrite(log))
        {
            file.SetLength(Math.Min(file.Length, length + run.Numbers.Below(200)));
        }

        await run.HoldAsync(0.2);
        cut.Ending();
        await rig.Redis.RestartAsync();
        cut.Close();
    }

    /// <summary>F12: somebody empties it.</summary>
    private static async Task EmptiedAsync(RedisRig rig, FaultRun run)
    {
        Window lossy = run.Open(Trouble.Lossy, since: 0);
        await rig.Redis.CliAsync("FLUSHALL");
        lossy.Close();
        await run.HoldAsync();
    }

    /// <summary>F12: it keeps nothing on its disk, and is started again.</summary>
    private static async Task RestartedEmptyAsync(RedisRig rig, FaultRun run)
    {
        Window lossy = run.Open(Trouble.Lossy, since: 0);
        Window cut = run.Open(Trouble.CutOff);
        rig.Redis.Kill();
        lossy.Close();
        await run.HoldAsync(0.2);
        cut.Ending();
        await rig.Redis.RestartAsync();
        cut.Close();
    }

    /// <summary>F05: the master dies while its replica has not heard of the last writes, and the replica takes its place (M3).</summary>
    private static async Task PromotedAsync(RedisPairRig rig, FaultRun run)
    {
        // What is on its way when the way is broken is lost too.
        Window lossy = run.Open(Trouble.Lossy, since: run.Now - 50);
        rig.Link.Freeze();
        await run.HoldAsync();
        Window cut = run.Open(Trouble.CutOff);
        rig.Master.Kill();
        lossy.Close();
        await run.HoldAsync(0.2);
        cut.Ending();
        await rig.Replica.CliAsync("REPLICAOF", "NO", "ONE");
        cut.Close();
    }
}
