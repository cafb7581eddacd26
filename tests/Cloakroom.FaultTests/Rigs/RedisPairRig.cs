using Cloakroom.Testing;
using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>A Redis and its replica, with a way between them that can be broken. Nodes know both addresses.</summary>
internal sealed class RedisPairRig : Rig
{
    private RedisPairRig(RedisProcess master, FaultProxy link, RedisProcess replica) => (Master, Link, Replica) = (master, link, replica);

    public RedisProcess Master { get; }

    /// <summary>The way on which the replica hears of writes.</summary>
    public FaultProxy Link { get; }

    public RedisProcess Replica { get; }

    public static async Task<RedisPairRig> StartAsync()
    {
        RedisProcess master = await RedisProcess.StartAsync();
        var link = FaultProxy.Start("127.0.0.1", master.Port);
        RedisProcess replica = await RedisProcess.StartAsync("--replicaof", $"127.0.0.1 {link.Port}");
        while (!(await replica.CliAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }

        return new RedisPairRig(master, link, replica);
    }

    public override string StoreOf(int node) => $"redis://127.0.0.1:{Master.Port},127.0.0.1:{Replica.Port}";

    public override async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        await Link.DisposeAsync();
        await Master.DisposeAsync();
        await base.DisposeAsync();
    }
}
