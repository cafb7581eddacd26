using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>The recipe of nginx with Cloakroom behind a Unix socket, in front of a real app.</summary>
public sealed class UnixSocketTests
{
    private const string Stranger = "eve@example.org";

    [Fact]
    public async Task Through_nginx_and_the_socket_one_logs_in_and_the_app_hears_who_it_is()
    {
        await using Installed all = await Installed.StartAsync();
        using var caller = new Caller(all.Nginx.Url);
        string id = await caller.RegisterAsync(Installation.Ada);
        string session = await caller.SignInAsync(Installation.Ada);
        JsonNode seen = JsonNode.Parse((await caller.SendAsync(HttpMethod.Get, "/a.json?b=%20c", session, headers: [("X-Auth-User", "evil"), ("X-Forwarded-For", "6.6.6.6")])).Body)!;
        Assert.Equal((id, Installation.Ada, "/a.json?b=%20c"), (seen["user"]?.GetValue<string>(), seen["email"]?.GetValue<string>(), seen["target"]?.GetValue<string>()));
        Assert.Equal(id, seen["verified"]?["sub"]?.GetValue<string>());
        Assert.DoesNotContain("evil", seen["headers"]?.ToJsonString() ?? "", StringComparison.Ordinal);

        Assert.Equal(403, (await caller.GetAsync("/office", await AnotherAsync(caller))).Status);
        Assert.Equal(401, (await caller.GetAsync("/a.json", session[..^1] + (session[^1] == 'A' ? 'B' : 'A'))).Status);
        Assert.Equal(401, (await caller.GetAsync("/a.json")).Status);
        Assert.Equal(404, (await caller.GetAsync("/auth/verify", session)).Status);
        _ = await caller.LogOutAsync(session);
        Assert.Equal(401, (await caller.GetAsync("/a.json", session)).Status);
    }

    [Fact]
    public async Task The_address_in_the_log_of_events_is_the_one_that_nginx_saw()
    {
        await using Installed all = await Installed.StartAsync();
        using var caller = new Caller(all.Nginx.Url);
        _ = await caller.RegisterAsync(Installation.Ada);
        Reply events = await caller.SendAsync(
            HttpMethod.Get, "/auth/admin/events", await caller.SignInAsync(Installation.Ada), headers: [("X-Forwarded-For", "6.6.6.6")]);
        Assert.Equal(200, events.Status);
        Assert.Contains("\"127.0.0.1\"", events.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("6.6.6.6", events.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_was_killed_starts_again_in_the_place_of_what_it_left_behind()
    {
        await using Installed all = await Installed.StartAsync();
        using var caller = new Caller(all.Nginx.Url);
        _ = await caller.RegisterAsync(Installation.Ada);
        string session = await caller.SignInAsync(Installation.Ada);
        await all.Server.KillAsync();
        Assert.True(File.Exists(all.Server.SocketFile));
        Assert.Equal(503, (await caller.GetAsync("/a.json", session)).Status);

        await all.Server.StartAgainAsync();
        Assert.Equal(200, (await caller.GetAsync("/a.json", session)).Status);
        Assert.Equal(0, await all.Server.TerminateAsync());
        Assert.False(File.Exists(all.Server.SocketFile));
    }

    private static async Task<string> AnotherAsync(Caller caller)
    {
        _ = await caller.RegisterAsync(Stranger);
        return await caller.SignInAsync(Stranger);
    }

    // The server, which trusts who calls over its socket and nobody else; the app; and nginx between them.
    private sealed record Installed(ServerProcess Server, AppProcess App, ProxyProcess Nginx) : IAsyncDisposable
    {
        public static async Task<Installed> StartAsync()
        {
            int port = FreePort.Next(), behind = FreePort.Next();
            var address = new Uri($"http://localhost:{port}");
            ServerProcess server = await ServerProcess.StartAsync(new(StringComparer.Ordinal)
            {
                ["PublicUrl"] = address.GetLeftPart(UriPartial.Authority),
                ["TrustedProxies"] = "unix",
                ["ForwardAuth:Rules"] = "/office role:admin",
            });
            AppProcess app = await AppProcess.StartAsync("Node", behind, address, address, server.Url);
            return new(server, app, await Recipe.StartOnSocketAsync(port, behind, server.SocketFile));
        }

        public async ValueTask DisposeAsync()
        {
            await Nginx.DisposeAsync();
            await App.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
