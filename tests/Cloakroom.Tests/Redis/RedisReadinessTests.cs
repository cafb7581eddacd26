using System.Net;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.Redis;

/// <summary>Whether the server may be sent people, as Redis changes under it.</summary>
public sealed class RedisReadinessTests
{
    private const string Sentence =
        "Redis may delete sessions and logouts when its memory is full (maxmemory-policy is allkeys-lru); set it to noeviction: CONFIG SET maxmemory-policy noeviction.";

    [Fact]
    public async Task A_Redis_that_may_evict_sessions_makes_the_server_unready_until_it_may_not()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync("--maxmemory", "50mb");
        await using RunningServer server = await RunningServer.StartAsync(["--Store", redis.Address]);
        using HttpResponseMessage registered = await server.RegisterAsync();
        string cookie = await server.LoggedInAsync();
        await NodeCalls.BecomesAsync("""{"status":"ready"}""", () => ReadyAsync(server));

        await SetPolicyAsync(redis, "allkeys-lru");
        await NodeCalls.BecomesAsync($$"""{"status":"unavailable","reason":"store","detail":"{{Sentence}}"}""", () => ReadyAsync(server));
        await SetPolicyAsync(redis, "noeviction");
        await NodeCalls.BecomesAsync("""{"status":"ready"}""", () => ReadyAsync(server));
        Assert.Equal(HttpStatusCode.OK, await server.SessionAsync(cookie));
    }

    // The policy is looked at with every new connection, and every ten seconds, for which nobody waits here.
    private static async Task SetPolicyAsync(RedisProcess redis, string policy)
    {
        Assert.Equal("OK", await redis.CliAsync("CONFIG", "SET", "maxmemory-policy", policy));
        await redis.CliAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    private static async Task<string> ReadyAsync(RunningServer server)
    {
        using HttpClient client = server.Client();
        using HttpResponseMessage ready = await client.AskAsync("/health/ready");
        return await ready.TextAsync();
    }
}
