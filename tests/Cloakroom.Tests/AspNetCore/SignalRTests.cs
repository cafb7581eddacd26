using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>A hub behind [Authorize], spoken to in its own JSON protocol.</summary>
public sealed class SignalRTests
{
    private const char End = '\u001e';

    [Fact]
    public async Task A_hub_knows_who_is_connected()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");
        using ClientWebSocket socket = await GreetedAsync(app, cookie);
        await SendAsync(socket, """{"type":1,"target":"Who","invocationId":"1","arguments":[]}""");

        JsonElement answer = JsonElement.Parse(await ReceiveAsync(socket));
        Assert.Equal("ada", answer.GetProperty("result").GetString());
        socket.Abort();
    }

    [Fact]
    public async Task Without_a_session_there_is_no_hub()
    {
        await using TestApp app = await StartAsync();

        Assert.Equal("no_credentials", await (await app.PostAsync("/hub/negotiate?negotiateVersion=1")).CodeAsync());
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(app, "x", $"session_id={SessionId.Create().Reveal()}"));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_sites_page_cannot_open_a_socket_with_the_persons_cookie()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(app, "x", cookie, origin: "https://evil.example"));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_is_cut_at_the_logout()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");
        using ClientWebSocket socket = await GreetedAsync(app, cookie);

        await app.PostAsync("/auth/logout", cookie);
        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(socket));
    }

    [Fact]
    public async Task So_is_one_that_is_polled()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");
        string connection = $"/hub?id={await NegotiateAsync(app, cookie)}";
        (await app.GetAsync(connection, cookie)).EnsureSuccessStatusCode();
        using var hello = new StringContent($$"""{"protocol":"json","version":1}{{End}}""");
        (await app.SendAsync(HttpMethod.Post, connection, cookie, hello)).EnsureSuccessStatusCode();
        using HttpResponseMessage greeted = await app.GetAsync(connection, cookie);
        Assert.StartsWith("{}", await greeted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Task<HttpResponseMessage> poll = app.GetAsync(connection, cookie);
        await Until.TrueAsync(() => app.Services.GetRequiredService<SessionEnds>().Count > 0);
        await app.PostAsync("/auth/logout", cookie);
        await Assert.ThrowsAsync<HttpRequestException>(() => poll);
        using HttpResponseMessage next = await app.GetAsync(connection, cookie);
        Assert.Equal("revoked", await next.CodeAsync());
    }

    private static Task<TestApp> StartAsync() => new TestApp
    {
        OnKestrel = true,
        Build = b => b.Services.AddSignalR(),
        Map = a => a.MapHub<WhoHub>("/hub"),
    }.StartAsync();

    private static async Task<string> NegotiateAsync(TestApp app, string cookie)
    {
        using HttpResponseMessage negotiated = await app.PostAsync("/hub/negotiate?negotiateVersion=1", cookie);
        return (await negotiated.JsonAsync()).GetProperty("connectionToken").GetString() ?? "";
    }

    private static async Task<ClientWebSocket> GreetedAsync(TestApp app, string cookie)
    {
        ClientWebSocket socket = await ConnectAsync(app, await NegotiateAsync(app, cookie), cookie);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        Assert.Equal("{}", await ReceiveAsync(socket));
        return socket;
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestApp app, string token, string cookie, string? origin = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        socket.Options.SetRequestHeader("Origin", origin ?? app.Address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/hub", Query = $"id={token}" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    // One message, without the pings (type 6) that the server may send in between.
    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            string text = Encoding.UTF8.GetString(buffer, 0, received.Count).TrimEnd(End);
            if (!text.Contains("\"type\":6", StringComparison.Ordinal))
            {
                return text;
            }
        }
    }
}

[Authorize]
public sealed class WhoHub : Hub
{
    public string? Who() => Context.User?.Identity?.Name;
}
