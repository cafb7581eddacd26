using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>A handshake that a cookie would authenticate needs an allowed Origin: CORS does not hold here, and the cookie travels.</summary>
public sealed class WebSocketOriginTests
{
    private const string Own = "https://app.example", Listed = "https://admin.app.example";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Own, "", "ada")]
    [InlineData(Listed, "", "ada")]
    [InlineData(Listed, "same-site", "ada")]
    [InlineData(Own, "same-origin", "ada")]
    [InlineData("https://evil.example", "", "csrf_origin")]
    [InlineData("https://evil.example", "cross-site", "csrf_cross_site")]
    [InlineData("https://blog.app.example", "same-site", "csrf_same_site")]
    [InlineData("https://blog.app.example", "", "csrf_origin")]
    [InlineData("http://app.example", "", "csrf_origin")]
    [InlineData("null", "", "csrf_origin")]
    [InlineData("", "", "csrf_token_missing")]
    public async Task A_handshake_with_the_cookie_needs_an_allowed_Origin(string origin, string site, string answer)
    {
        await using TestApp app = await new TestApp
        {
            OnKestrel = true,
            Environment = "Development",
            Options = o =>
            {
                o.PublicUrl = Own;
                o.CsrfOrigins.Add(Listed);
            },
            BeforeCloakroom = a => a.UseWebSockets(),
            Map = a => a.MapGet("/ws", GreetAsync),
        }.StartAsync();
        string cookie = TestApp.CookieOf(await app.PostAsync("/login?user=ada", null, ("Sec-Fetch-Site", "same-origin"))) ?? "";

        Assert.Equal(answer, await ConnectAsync(app, ("Cookie", cookie), ("Origin", origin), ("Sec-Fetch-Site", site)));
    }

    private static async Task GreetAsync(HttpContext context, Session session)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes(session.UserId), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", context.RequestAborted);
    }

    // What the server says first, or the reason for which it refuses.
    private static async Task<string> ConnectAsync(TestApp app, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach ((string name, string value) in headers.Where(h => h.Value.Length > 0))
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/ws" }.Uri, Stop);
        }
        catch (WebSocketException)
        {
            Assert.Equal(403, (int)socket.HttpStatusCode);
            return socket.HttpResponseHeaders?["Session-Reason"].Single() ?? "";
        }

        byte[] buffer = new byte[100];
        WebSocketReceiveResult first = await socket.ReceiveAsync(buffer, Stop);
        return Encoding.UTF8.GetString(buffer, 0, first.Count);
    }
}
