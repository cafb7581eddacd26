using Cloakroom.Testing;
using Cloakroom.Tests.Redis;

namespace Cloakroom.ServerTests.Faults;

/// <summary>The store goes away under a running server, and comes back: nobody is logged out, nothing hangs, and a logout is a logout.</summary>
public sealed class OutageTests
{
    private const string Ann = "ann@example.org";

    [Theory]
    [InlineData("refused")]
    [InlineData("silent")]
    public async Task Who_is_known_reads_on_for_ten_seconds_and_nobody_is_logged_out(string how)
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", redis.Port);
        await using ServerProcess server = await ServerProcess.StartAsync(OnRedis(proxy));
        using var caller = new Caller(server.Url);
        await caller.RegisterAsync(Ann);
        string session = await caller.SignInAsync(Ann);
        Assert.Equal(200, (await caller.WhoAmIAsync(session)).Status);

        GoAway(proxy, how);
        Reply first = await BecomesAsync(() => caller.WhoAmIAsync(session), r => r.Header("Session-Stale").Length > 0 || r.Status != 200);
        Assert.Equal(200, first.Status);
        Kept(first);
        Unavailable(await caller.SendAsync(HttpMethod.Delete, "/auth/sessions", session));
        Unavailable(await caller.WhoAmIAsync(SessionId.Create().Reveal()));
        Assert.Equal(200, (await caller.GetAsync("/login")).Status);
        Assert.Equal("store", Detail(await BecomesAsync(() => caller.GetAsync("/health/ready"), r => r.Status == 503)));

        Reply last = await BecomesAsync(() => caller.WhoAmIAsync(session), r => r.Status != 200);
        Unavailable(last);
        ComeBack(proxy, how);
        Reply again = await BecomesAsync(() => caller.WhoAmIAsync(session), r => r.Status == 200);
        Assert.Empty(again.Header("Session-Stale"));
    }

    [Fact]
    public async Task A_logout_meanwhile_survives_kill_9_and_reaches_the_store()
    {
        await using RedisProcess redis = await RedisProcess.StartAsync();
        await using FaultProxy proxy = FaultProxy.Start("127.0.0.1", redis.Port);
        await using ServerProcess server = await ServerProcess.StartAsync(OnRedis(proxy));
        await using ServerProcess other = await ServerProcess.StartAsync(new() { ["Store"] = redis.Address, ["Accounts:Store"] = $"sqlite:{server.DataFile}" });
        using Caller caller = new(server.Url), elsewhere = new(other.Url);
        await caller.RegisterAsync(Ann);
        string leaves = await caller.SignInAsync(Ann), stays = await caller.SignInAsync(Ann);
        Assert.Equal(200, (await caller.WhoAmIAsync(leaves)).Status);

        GoAway(proxy, "refused");
        Reply logout = await BecomesAsync(() => caller.LogOutAsync(leaves), r => r.Status == 202);
        Assert.Equal(202, logout.Status);
        Assert.Equal("revoked", (await caller.WhoAmIAsync(leaves)).Code);

        await server.KillAsync();
        ComeBack(proxy, "refused");
        await server.StartAgainAsync();
        Assert.Equal("revoked", (await caller.WhoAmIAsync(leaves)).Code);
        await BecomesAsync(() => caller.WhoAmIAsync(stays), r => r.Status == 200);
        await BecomesAsync(() => elsewhere.WhoAmIAsync(leaves), r => r.Code == "revoked");
    }

    private static Dictionary<string, string> OnRedis(FaultProxy proxy) => new() { ["Store"] = $"redis://127.0.0.1:{proxy.Port}" };

    private static void GoAway(FaultProxy proxy, string how)
    {
        if (how == "silent")
        {
            proxy.Freeze();
            return;
        }

        proxy.Refuse(true);
        proxy.Cut();
    }

    private static void ComeBack(FaultProxy proxy, string how)
    {
        if (how == "silent")
        {
            proxy.Thaw();
        }

        proxy.Refuse(false);
    }

    private static void Unavailable(Reply reply)
    {
        Assert.True(reply.Status == 503, $"{reply}");
        Assert.Equal("store_unavailable", reply.Code);
        Assert.NotEmpty(reply.Header("Retry-After"));
        Kept(reply);
    }

    private static void Kept(Reply reply) => Assert.Empty(reply.Headers["Set-Cookie"]);

    private static string? Detail(Reply reply) => System.Text.Json.Nodes.JsonNode.Parse(reply.Body)?["reason"]?.GetValue<string>();

    private static async Task<Reply> BecomesAsync(Func<Task<Reply>> ask, Predicate<Reply> wanted)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            Reply reply = await ask();
            if (wanted(reply))
            {
                return reply;
            }

            Assert.True(reply.Status is not (401 or 500), $"{reply}");
            Kept(reply);
            await Task.Delay(20, bound.Token);
        }
    }
}
