using System.Net.Sockets;
using System.Text;
using Cloakroom.Server.Start;
using Cloakroom.Tests.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Hardening;

/// <summary>Who is too slow is told so and left. Here with shorter times than in earnest.</summary>
public sealed class LimitsTests
{
    private const string Head = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n";

    [Fact]
    public async Task The_server_has_the_limits_that_the_documentation_names()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        KestrelServerLimits limits = server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((131_072, 32_768, 100, 8_192), (limits.MaxRequestBodySize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount, limits.MaxRequestLineSize));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(130)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal((1024, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate?.BytesPerSecond, limits.MinRequestBodyDataRate?.GracePeriod));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinResponseDataRate?.BytesPerSecond, limits.MinResponseDataRate?.GracePeriod));
    }

    [Fact]
    public async Task A_head_that_does_not_end_is_answered_with_408()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.Configure<KestrelServerOptions>(o => o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1)));
        string answer = await SendAsync(server, "GET /auth/session HTTP/1.1\r\nHost: localhost\r\nX: ");
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/auth/login", "Content-Length: 100\r\n\r\n{\"email\":")]
    [InlineData("/auth/login", "Transfer-Encoding: chunked\r\n\r\n9\r\n{\"email\":\r\n")]
    [InlineData("/auth/login", "Transfer-Encoding: chunked\r\n\r\n2;a")]
    [InlineData("/auth/refresh", "Content-Length: 100\r\n\r\n{\"refresh")]
    [InlineData("/auth/passkeys/login", "Content-Length: 100\r\n\r\n{\"")]
    public async Task A_body_that_does_not_come_is_answered_with_408(string path, string rest)
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.Configure<KestrelServerOptions>(o => o.Limits.MinRequestBodyDataRate = new(1024, TimeSpan.FromSeconds(1.1))));
        string answer = await SendAsync(server, Head.Replace("/auth/login", path, StringComparison.Ordinal) + rest);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_timeout\"", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Lines, l => l.Contains("Unforeseen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_waits_for_ever_between_two_requests()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.Configure<KestrelServerOptions>(o => o.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1)));
        Assert.Empty(await SendAsync(server, ""));
        Assert.StartsWith("HTTP/1.1 200 ", await SendAsync(server, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Max open files            1024                 20000                files     ", 19_488)]
    [InlineData("Max open files            1024                 1024                 files     ", 512)]
    [InlineData("Max open files            1024                 512                  files     ", 256)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max open files", null)]
    [InlineData("Max processes             1024                 1024                 processes ", null)]
    public void Connections_leave_files_for_the_store(string line, int? most) => Assert.Equal(most, OpenFiles.ForConnections([line]));

    // Sends this and nothing more, and reads until the server closes.
    private static async Task<string> SendAsync(RunningServer server, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}
