using Cloakroom.Tests.Redis;

namespace Cloakroom.FaultTests.Rigs;

/// <summary>One redis-server, reached through a proxy by each node.</summary>
internal sealed class RedisRig : Rig
{
    private RedisRig(RedisProcess redis) => Redis = redis;

    public RedisProcess Redis { get; }

    /// <param name="arguments">For redis-server, beside those that every one gets.</param>
    public static async Task<RedisRig> StartAsync(params string[] arguments)
    {
        var rig = new RedisRig(await RedisProcess.StartAsync([.. arguments, "--enable-debug-command", "yes", "--busy-reply-threshold", "100"]));
        rig.OpenWays(rig.Redis.Port);
        return rig;
    }

    public override string StoreOf(int node) => $"redis://127.0.0.1:{Ways[node].Port}";

    public override async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await base.DisposeAsync();
    }
}
