using Cloakroom.Redis;

namespace Cloakroom.Tests.Redis;

/// <summary>A master, two replicas and three sentinels, which take a master for dead after a second.</summary>
public sealed class SentinelSet : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public List<RedisProcess> Servers { get; } = [];

    public List<RedisProcess> Sentinels { get; } = [];

    public string Address => $"redis+sentinel://{string.Join(',', Sentinels.Select(s => $"127.0.0.1:{s.Port}"))}/mymaster";

    public static async Task<SentinelSet> StartAsync()
    {
        var set = new SentinelSet();
        await set.InitializeAsync();
        return set;
    }

    public async ValueTask InitializeAsync()
    {
        RedisProcess master = await RedisProcess.StartAsync("--repl-diskless-sync-delay", "0");
        Servers.Add(master);
        Servers.Add(await RedisProcess.StartAsync("--replicaof", $"127.0.0.1 {master.Port}"));
        Servers.Add(await RedisProcess.StartAsync("--replicaof", $"127.0.0.1 {master.Port}"));
        for (int i = 0; i < 3; i++)
        {
            Sentinels.Add(await RedisProcess.StartSentinelAsync(master.Port, quorum: 2));
        }

        foreach (RedisProcess sentinel in Sentinels)
        {
            await Condition.HoldsAsync(Bound, async () =>
            {
                string[] seen = (await sentinel.CliAsync("SENTINEL", "MASTER", "mymaster")).Split('\n');
                return Field(seen, "num-slaves") == "2" && Field(seen, "num-other-sentinels") == "2";
            });
        }

        foreach (RedisProcess replica in Servers.Skip(1))
        {
            await Condition.HoldsAsync(Bound, async () => (await replica.CliAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
        }
    }

    /// <summary>The server that the first sentinel names.</summary>
    public async Task<RedisProcess> MasterAsync()
    {
        string[] answer = (await Sentinels[0].CliAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster")).Split('\n');
        return Servers.Single(s => $"{s.Port}" == answer[1].Trim());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisProcess process in Sentinels.Concat(Servers))
        {
            await process.DisposeAsync();
        }
    }

    private static string Field(string[] lines, string name) => lines.SkipWhile(l => l.Trim() != name).ElementAtOrDefault(1)?.Trim() ?? "";
}
