using System.Net;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.Redis;

/// <summary>The whole server on Redis: an outage, and the banner.</summary>
public sealed class RedisServerTests
{
    [Fact]
    public async Task An_outage_logs_nobody_out()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using RunningServer server = await RunningServer.StartAsync(["--Store", redis.Address]);
        using HttpResponseMessage registered = await server.RegisterAsync();
        string cookie = await server.LoggedInAsync();
        redis.Kill();
        // The copy in the near cache is served while the push line was heard from; then the store itself is asked.
        await NodeCalls.BecomesAsync(HttpStatusCode.ServiceUnavailable, () => server.SessionAsync(cookie));
        using (HttpResponseMessage away = await server.SendAsync(HttpMethod.Get, "/auth/session", cookie))
        {
            Assert.False(away.Headers.Contains("Set-Cookie"));
            Assert.NotNull(away.Headers.RetryAfter);
        }

        await redis.RestartAsync();
        await NodeCalls.BecomesAsync(HttpStatusCode.OK, () => server.SessionAsync(cookie));
    }

    [Fact]
    public async Task The_banner_shows_the_address_without_the_password()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await redis.CliAsync("CONFIG", "SET", "requirepass", "hunter2");
        await using RunningServer server = await RunningServer.StartAsync(["--Store", $"redis://:hunter2@127.0.0.1:{redis.Port}"]);
        Assert.Contains($"store     redis://127.0.0.1:{redis.Port}/0", server.Banner(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", server.Banner(), StringComparison.Ordinal);
    }
}
