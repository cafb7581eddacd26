using System.Net;
using System.Net.Sockets;
using Cloakroom.Server.Proxies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Proxies;

public sealed class TrustedProxyTests
{
    private const string Seen = "/seen";

    [Theory]
    [InlineData("127.0.0.1", "198.51.100.7", "198.51.100.7 True")]
    [InlineData("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7 True")]
    [InlineData("127.0.0.1,10.0.0.0/8", "203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7 True")]
    [InlineData("127.0.0.0/8", "2001:db8::1", "2001:db8::1 True")]
    [InlineData("127.0.0.1", "nonsense", "127.0.0.1 True")]
    [InlineData("127.0.0.1", null, "127.0.0.1 True")]
    [InlineData("10.0.0.0/8", "198.51.100.7", "127.0.0.1 False")]
    [InlineData("", "198.51.100.7", "127.0.0.1 False")]
    public async Task The_client_is_the_last_hop_that_is_no_trusted_proxy(string trusted, string? forwarded, string expected)
    {
        Assert.Equal(expected, await SeenAsync(trusted, r => r.Add("X-Forwarded-For", forwarded)));
    }

    [Theory]
    [InlineData("unix", "198.51.100.7", "198.51.100.7 True")]
    [InlineData("unix", "203.0.113.9, 198.51.100.7", "198.51.100.7 True")]
    [InlineData("unix", "203.0.113.9, 10.1.2.3", "10.1.2.3 True")]
    [InlineData("unix,10.0.0.0/8", "203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7 True")]
    [InlineData("unix", "198.51.100.7:4711", "198.51.100.7 True")]
    [InlineData("unix", "nonsense", " True")]
    [InlineData("unix", null, " True")]
    [InlineData("127.0.0.1", "198.51.100.7", " False")]
    [InlineData("", "198.51.100.7", " False")]
    public async Task Over_a_Unix_socket_one_is_believed_by_the_word_unix_and_one_hop_far(string trusted, string? forwarded, string expected)
    {
        using var folder = new SocketFolder();
        await using RunningServer server = await StartAsync(trusted, "--urls", folder.Urls);
        Assert.Equal(expected, await SeenAsync(server.Url, r => r.Add("X-Forwarded-For", forwarded), folder.Connect));
    }

    [Fact]
    public async Task The_word_unix_makes_nobody_believed_who_comes_over_TCP()
    {
        using var folder = new SocketFolder();
        await using RunningServer server = await StartAsync("unix", "--urls", folder.Urls);
        Assert.Equal("127.0.0.1 False", await SeenAsync(server.Url, r => r.Add("X-Forwarded-For", "198.51.100.7")));
    }

    [Theory]
    [InlineData("127.0.0.1", 403, "untrusted_proxy")]
    [InlineData("unix", 401, "no_credentials")]
    public async Task A_question_over_a_Unix_socket_is_answered_where_the_word_unix_is_listed(string trusted, int status, string code)
    {
        using var folder = new SocketFolder();
        await using RunningServer server = await StartAsync(trusted, "--urls", folder.Urls);
        using var handler = new SocketsHttpHandler { ConnectCallback = folder.Connect };
        using var client = new HttpClient(handler) { BaseAddress = server.Url };
        using var question = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        foreach ((string name, string value) in ForwardAuth.BehindProxy.Forwarded("/"))
        {
            question.Headers.Add(name, value);
        }

        using HttpResponseMessage answer = await client.SendAsync(question, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Contains($"\"{code}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(trusted != "unix", server.Log.Lines.Any(l => l.Contains("Asked about a request by unix, which TrustedProxies does not list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_client_behind_a_real_nginx_cannot_choose_its_address()
    {
        await using RunningServer server = await StartAsync("127.0.0.1");
        int port = FreePort.Next();
        await using NginxProcess nginx = await NginxProcess.StartAsync(port, Location(port, server.Url, "$proxy_add_x_forwarded_for"));
        Assert.Equal("127.0.0.2 True", await SeenAsync(nginx.Url, r => r.Add("X-Forwarded-For", "198.51.100.7")));
    }

    [Fact]
    public async Task A_client_behind_a_real_Caddy_cannot_choose_its_address()
    {
        await using RunningServer server = await StartAsync("127.0.0.1");
        int port = FreePort.Next();
        await using CaddyProcess caddy = await CaddyProcess.StartAsync(port, $"http://:{port} {{\n\treverse_proxy {server.Url.Authority}\n}}");
        Assert.Equal("127.0.0.2 True", await SeenAsync(caddy.Url, r => r.Add("X-Forwarded-For", "198.51.100.7")));
    }

    [Theory]
    [InlineData("TrustedProxies", "0.0.0.0/0")]
    [InlineData("TrustedProxies", "proxy.example")]
    [InlineData("TrustedProxies", "10.0.0.1/8/9")]
    [InlineData("ReturnHosts", "https://app.example.com")]
    [InlineData("ReturnHosts", "app.example.com/path")]
    [InlineData("ReturnHosts", "user@app.example.com")]
    [InlineData("ReturnHosts", "app.example.com.")]
    [InlineData("ReturnHosts", "*.example.com")]
    [InlineData("ReturnHosts", "bücher.example")]
    public async Task What_is_no_proxy_or_no_host_stops_the_start(string key, string value)
    {
        Exception refused = await Assert.ThrowsAsync<Cloakroom.Server.Settings.StartRefusedException>(() => RunningServer.StartAsync([$"--{key}", value]));
        Assert.StartsWith($"Cloakroom:{key} is '{value}'; write ", refused.Message, StringComparison.Ordinal);
    }

    private static string Location(int port, Uri server, string forwarded) =>
        $$"""
        server {
            listen 127.0.0.1:{{port}};
            location / { proxy_pass http://{{server.Authority}}; proxy_set_header X-Forwarded-For {{forwarded}}; }
        }
        """;

    private static async Task<string> SeenAsync(string trusted, Action<System.Net.Http.Headers.HttpRequestHeaders> headers)
    {
        await using RunningServer server = await StartAsync(trusted);
        return await SeenAsync(server.Url, headers);
    }

    private static async Task<string> SeenAsync(
        Uri url, Action<System.Net.Http.Headers.HttpRequestHeaders> headers, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = connect ?? ConnectAsync };
        using var client = new HttpClient(handler) { BaseAddress = url };
        using var request = new HttpRequestMessage(HttpMethod.Get, Seen);
        headers(request.Headers);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    // To a proxy from an address that is not the proxy's; to the server as if it were the proxy.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host == "localhost" ? "127.0.0.2" : "127.0.0.1"), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static Task<RunningServer> StartAsync(string trusted, params string[] flags) => RunningServer.StartAsync(["--TrustedProxies", trusted, .. flags], s => s.AddSingleton<IStartupFilter, Mirror>());

    // Says, at the end of the server's own line of middleware, whom it takes the client for.
    private sealed class Mirror : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            next(app);
            app.Run(context => context.Request.Path == Seen
                ? context.Response.WriteAsync($"{context.Connection.RemoteIpAddress} {ProxyPeer.IsTrusted(context)}")
                : Task.CompletedTask);
        };
    }
}
