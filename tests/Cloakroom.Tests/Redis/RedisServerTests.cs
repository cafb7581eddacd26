using System.Net;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.Redis;

/// <summary>The whole server on Redis: two nodes, one logout, one outage.</summary>
public sealed class RedisServerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_session_of_one_node_is_known_to_the_other_until_it_is_ended_on_either()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using RunningServer here = await RunningServer.StartAsync(["--Store", redis.Address]);
        await using RunningServer there = await RunningServer.StartAsync(["--Store", redis.Address, "--Accounts:Store", $"sqlite:{here.Folder}/cloakroom.db"]);
        string cookie = await LoginAsync(here);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(here, cookie));
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(there, cookie));

        using HttpResponseMessage logout = await SendAsync(here, HttpMethod.Post, "/auth/logout", cookie);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync(here, cookie));
        await BecomesAsync(HttpStatusCode.Unauthorized, () => SessionAsync(there, cookie));
    }

    [Fact]
    public async Task An_outage_logs_nobody_out()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using RunningServer server = await RunningServer.StartAsync(["--Store", redis.Address]);
        string cookie = await LoginAsync(server);
        redis.Kill();
        // The copy in the near cache is served while the push line was heard from; then the store itself is asked.
        await BecomesAsync(HttpStatusCode.ServiceUnavailable, () => SessionAsync(server, cookie));
        using (HttpResponseMessage away = await SendAsync(server, HttpMethod.Get, "/auth/session", cookie))
        {
            Assert.False(away.Headers.Contains("Set-Cookie"));
            Assert.NotNull(away.Headers.RetryAfter);
        }

        await redis.RestartAsync();
        await BecomesAsync(HttpStatusCode.OK, () => SessionAsync(server, cookie));
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

    private static async Task<string> LoginAsync(RunningServer server)
    {
        using HttpResponseMessage registered = await server.RegisterAsync(), login = await server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        return login.Cookie()?.Split(';')[0] ?? "";
    }

    private static async Task<HttpStatusCode> SessionAsync(RunningServer server, string cookie)
    {
        using HttpResponseMessage answer = await SendAsync(server, HttpMethod.Get, "/auth/session", cookie);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string path, string cookie)
    {
        using HttpClient client = server.Client();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task BecomesAsync(HttpStatusCode expected, Func<Task<HttpStatusCode>> ask)
    {
        using var bound = new CancellationTokenSource(Bound);
        HttpStatusCode answer = await ask();
        while (answer != expected && !bound.IsCancellationRequested)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            answer = await ask();
        }

        Assert.Equal(expected, answer);
    }
}
