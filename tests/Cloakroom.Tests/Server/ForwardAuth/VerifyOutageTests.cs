using Cloakroom.Tests.AspNetCore;
using Cloakroom.Tests.Server.Attacks;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class VerifyOutageTests
{
    [Theory]
    [InlineData(nameof(StoreMode.Away))]
    [InlineData(nameof(StoreMode.Broken))]
    [InlineData(nameof(StoreMode.Hangs))]
    public async Task A_store_that_cannot_be_asked_is_503_and_never_a_permission_nor_a_way_to_the_login(string mode)
    {
        var store = new SwitchStore();
        await using RunningServer server = await BehindProxy.StartAsync(["/public public"], s => s.AddSingleton<ISessionStore>(store));
        string cookie = await BehindProxy.EnterAsync(server, RunningServer.Email);
        store.Mode = Enum.Parse<StoreMode>(mode);
        foreach (string target in (string[])["/shop", "/public", "/admin"])
        {
            foreach (string method in (string[])["GET", "POST"])
            {
                WireAnswer answer = await BehindProxy.SendAsync(server, "GET", "/auth/verify?redirect=true",
                    [.. BehindProxy.Forwarded(target, method), ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")]);
                Assert.Equal((503, "1", ""), (answer.Status, answer.Header("Retry-After"), answer.Header("Location")));
                Assert.Equal("", Assert.Single(answer.All("X-Auth-User")));
                Assert.Empty(answer.All("Set-Cookie"));
            }
        }

        // Whoever shows nothing is nobody all the same.
        Assert.Equal(401, (await BehindProxy.SendAsync(server, "GET", "/auth/verify", BehindProxy.Forwarded("/shop"))).Status);
        Assert.Equal(200, (await BehindProxy.SendAsync(server, "GET", "/auth/verify", BehindProxy.Forwarded("/public"))).Status);
        store.Mode = StoreMode.Works;
        await PostgreSql.Until.TrueAsync(async () => (await BehindProxy.SendAsync(server, "GET", "/auth/verify", [.. BehindProxy.Forwarded("/shop"), ("Cookie", cookie)])).Status == 200);
    }

    [Fact]
    public async Task What_only_reads_goes_on_for_those_who_are_known_and_says_how_old_the_knowledge_is()
    {
        var store = new CachedSwitchStore();
        await using RunningServer server = await BehindProxy.StartAsync([], s => s.AddSingleton<ISessionStore>(store), "--Session:FailStatic", "00:05:00");
        string cookie = await BehindProxy.EnterAsync(server, RunningServer.Email);
        Assert.Equal("", (await AskAsync(server, cookie, "GET")).Header("X-Auth-Stale"));
        (store.IsFresh, store.Mode) = (false, StoreMode.Away);

        WireAnswer read = await AskAsync(server, cookie, "GET");
        Assert.Equal((200, RunningServer.Email), (read.Status, read.Header("X-Auth-Email")));
        Assert.InRange(int.Parse(read.Header("X-Auth-Stale"), System.Globalization.CultureInfo.InvariantCulture), 1, 300);
        Assert.StartsWith("Bearer ey", read.Header("Authorization"), StringComparison.Ordinal);

        // What counts is the method of the request that is asked about.
        Assert.Equal(503, (await AskAsync(server, cookie, "POST")).Status);
        Assert.Equal(503, (await AskAsync(server, cookie, "GET", ("Sec-WebSocket-Key", "x"))).Status);
    }

    private static Task<WireAnswer> AskAsync(RunningServer server, string cookie, string method, params (string, string)[] more) =>
        BehindProxy.SendAsync(server, "GET", "/auth/verify", [.. BehindProxy.Forwarded("/shop", method), ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"), .. more]);
}
