using Cloakroom.Redis;

namespace Cloakroom.Tests.Redis;

/// <summary>A cluster of three masters, each with a replica, which takes a node for dead after a second.</summary>
public sealed class ClusterSet : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public List<RedisProcess> Nodes { get; } = [];

    /// <summary>Names one node only; the store finds the others.</summary>
    public string Address => $"redis+cluster://127.0.0.1:{Nodes[0].Port}";

    public static async Task<ClusterSet> StartAsync()
    {
        var set = new ClusterSet();
        await set.InitializeAsync();
        return set;
    }

    public async ValueTask InitializeAsync()
    {
        for (int i = 0; i < 6; i++)
        {
            Nodes.Add(await RedisProcess.StartClusterNodeAsync());
        }

        string made = await Nodes[0].CliAsync(["--cluster", "create", .. Nodes.Select(n => $"127.0.0.1:{n.Port}"), "--cluster-replicas", "1", "--cluster-yes"]);
        Assert.True(made.Contains("All 16384 slots covered", StringComparison.Ordinal), made);
        foreach (RedisProcess node in Nodes)
        {
            await Condition.HoldsAsync(Bound, async () => (await node.CliAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
            await Condition.HoldsAsync(Bound, async () => (await node.CliAsync("CLUSTER", "NODES")).Split('\n').Count(l => l.Contains("slave", StringComparison.Ordinal)) == 3);
        }

        foreach (RedisProcess node in Nodes)
        {
            await Condition.HoldsAsync(Bound, async () =>
                await node.CliAsync("INFO", "replication") is var info && (info.Contains("role:master", StringComparison.Ordinal) || info.Contains("master_link_status:up", StringComparison.Ordinal)));
        }
    }

    public async Task<RedisProcess[]> MastersAsync()
    {
        var masters = new List<RedisProcess>();
        foreach (RedisProcess node in Nodes.Where(n => n.IsRunning))
        {
            if ((await node.CliAsync("INFO", "replication")).Contains("role:master", StringComparison.Ordinal))
            {
                masters.Add(node);
            }
        }

        return [.. masters];
    }

    /// <summary>The master that has the slot of a key.</summary>
    public async Task<RedisProcess> OwnerAsync(string key)
    {
        foreach (RedisProcess master in await MastersAsync())
        {
            if (!(await master.CliAsync("EXISTS", key)).Contains("MOVED", StringComparison.Ordinal))
            {
                return master;
            }
        }

        throw new InvalidOperationException("Nobody has it.");
    }

    public static async Task<string> IdAsync(RedisProcess node) => await node.CliAsync("CLUSTER", "MYID");

    public async Task FlushAsync()
    {
        foreach (RedisProcess master in await MastersAsync())
        {
            Assert.Equal("OK", await master.CliAsync("FLUSHALL"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisProcess node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
