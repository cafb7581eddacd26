using Cloakroom.FaultTests.Histories;
using Cloakroom.FaultTests.Rigs;
using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What happens to a single Redis.</summary>
internal static class RedisFaults
{
    private const string Store = "redis";
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    public static IEnumerable<Scenario> All =>
    [
        Scenario.Of(Store, Catalog.Nothing, PlainAsync, (_, run) => run.HoldAsync()),
        Scenario.Of(Store, "kill", DurableAsync, KillAsync),
        Scenario.Of(Store, "flapping", DurableAsync, FlapAsync),
        Scenario.Of(Store, "stopped", PlainAsync, StopAsync),
        Scenario.Of(Store, "busy", PlainAsync, BusyAsync),
        Scenario.Of(Store, "out-of-memory", PlainAsync, (rig, run) => UnwritableAsync(rig, run, ["maxmemory", "1mb"], ["maxmemory", "0"])),
        Scenario.Of(Store, "no-replicas", PlainAsync, (rig, run) => UnwritableAsync(rig, run, ["min-replicas-to-write", "1"], ["min-replicas-to-write", "0"])) with { Announces = true },
        Scenario.Of(Store, "disk-full", () => RedisRig.StartAsync("--save", "3600 1"), DiskFullAsync) with { Announces = true },
        Scenario.Of(Store, "demoted", PlainAsync, DemotedAsync),
        Scenario.Of(Store, "push-line-lost", PlainAsync, PushLostAsync),
        Scenario.Of(Store, "hostile-records", PlainAsync, HostileAsync) with { StoreIsOurs = false },
        Scenario.Of(Store, "clocks", PlainAsync, (_, run) => run.HoldAsync()) with { ClockOffsets = [TimeSpan.Zero, TwoHours, -TwoHours] },
    ];

    public static IEnumerable<Scenario> Ways => WayFaults.Of(Store, PlainAsync);

    private static Task<RedisRig> PlainAsync() => RedisRig.StartAsync();

    private static Task<RedisRig> DurableAsync() => RedisRig.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    /// <summary>F01: kill -9, and started again. With <c>everysec</c> Redis may hold writes back for two seconds while the disk is busy.</summary>
    private static async Task KillAsync(RedisRig rig, FaultRun run)
    {
        Window cut = run.Open(Trouble.CutOff);
        rig.Redis.Kill();
        await run.HoldAsync(3);
        cut.Ending();
        await rig.Redis.RestartAsync();
        cut.Close();
    }

    /// <summary>F13.</summary>
    private static async Task FlapAsync(RedisRig rig, FaultRun run)
    {
        for (int i = 0; i < 4; i++)
        {
            Window cut = run.Open(Trouble.CutOff);
            rig.Redis.Kill();
            await run.HoldAsync(0.3);
            cut.Ending();
            await rig.Redis.RestartAsync();
            cut.Close();
            await run.HoldAsync(0.3);
        }
    }

    /// <summary>F02: it stands still; what was sent to it waits, and is done when it goes on.</summary>
    private static async Task StopAsync(RedisRig rig, FaultRun run)
    {
        Window cut = run.Open(Trouble.CutOff);
        rig.Redis.Signal("STOP");
        await run.HoldAsync(3);
        cut.Ending();
        rig.Redis.Signal("CONT");
        cut.Close();
    }

    /// <summary>F02: somebody's script runs for too long, and everybody is told BUSY.</summary>
    private static async Task BusyAsync(RedisRig rig, FaultRun run)
    {
        Window cut = run.Open(Trouble.CutOff);
        Task script = rig.Redis.CliAsync("EVAL", "while true do end", "0");
        await run.HoldAsync();
        cut.Ending();
        await rig.Redis.CliAsync("SCRIPT", "KILL");
        await script;
        cut.Close();
    }

    /// <summary>F07, F10: it answers questions and takes no writes; at its memory limit it still ends sessions.</summary>
    private static async Task UnwritableAsync(RedisRig rig, FaultRun run, string[] broken, string[] mended)
    {
        Window trouble = run.Open(Trouble.Unwritable);
        await rig.Redis.CliAsync(["CONFIG", "SET", .. broken]);
        await run.HoldAsync();
        await rig.Redis.CliAsync(["CONFIG", "SET", .. mended]);
        trouble.Close();
    }

    /// <summary>F11: it cannot save to its disk (MISCONF), not even the end of a session.</summary>
    private static async Task DiskFullAsync(RedisRig rig, FaultRun run)
    {
        // A folder stands where the file is to be written.
        string obstacle = Path.Combine(rig.Redis.Folder, "dump.rdb");
        Directory.CreateDirectory(Path.Combine(obstacle, "full"));
        Window trouble = run.Open(Trouble.Unwritable);
        await SaveAsync(rig.Redis, "err");
        await run.HoldAsync();
        Directory.Delete(obstacle, recursive: true);
        await SaveAsync(rig.Redis, "ok");
        trouble.Close();
    }

    private static async Task SaveAsync(RedisProcess redis, string outcome)
    {
        while (!(await redis.CliAsync("INFO", "persistence")).Contains($"rdb_last_bgsave_status:{outcome}", StringComparison.Ordinal))
        {
            await redis.CliAsync("BGSAVE");
            await Task.Delay(20);
        }
    }

    /// <summary>F06: the server has become a replica of one that is not there, and then a master again.</summary>
    private static async Task DemotedAsync(RedisRig rig, FaultRun run)
    {
        Window cut = run.Open(Trouble.Unwritable);
        await rig.Redis.CliAsync("REPLICAOF", "127.0.0.1", "9");
        await run.HoldAsync();
        await rig.Redis.CliAsync("REPLICAOF", "NO", "ONE");
        cut.Close();
    }

    /// <summary>F17: the connections on which nodes hear of changes are lost, again and again.</summary>
    private static async Task PushLostAsync(RedisRig rig, FaultRun run)
    {
        for (int i = 0; i < 8; i++)
        {
            await rig.Redis.CliAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await run.HoldAsync(0.125);
        }
    }

    /// <summary>F15: records are overwritten with nonsense, with parts of themselves and with those of others.</summary>
    private static async Task HostileAsync(RedisRig rig, FaultRun run)
    {
        // Whoever's record is damaged has to log in again; who that is, is left to chance.
        Window lossy = run.Open(Trouble.Lossy, since: 0);
        const string script = """
            local keys = {}
            for _, k in ipairs(redis.call('KEYS', '*{*}')) do if redis.call('TYPE', k).ok == 'hash' then keys[#keys + 1] = k end end
            table.sort(keys)
            local n = tonumber(ARGV[1])
            local from, to = keys[n % #keys + 1], keys[(n + 1) % #keys + 1]
            local fields, values = redis.call('HKEYS', to), redis.call('HVALS', from)
            table.sort(fields)
            local f, v = fields[n % #fields + 1], values[n % #values + 1]
            local kind = n % 4
            if kind == 0 then v = string.sub(v, 1, #v - 1 - n % #v) elseif kind == 1 then v = v .. v elseif kind == 2 then v = string.char(n % 256) .. string.sub(v, 2) end
            redis.call('HSET', to, f, v)
            return f
            """;
        for (int i = 0; i < 40; i++)
        {
            await rig.Redis.CliAsync("EVAL", script, "0", $"{run.Numbers.Below(1_000_000)}");
            await run.HoldAsync(1 / 40.0);
        }

        lossy.Close();
    }
}
