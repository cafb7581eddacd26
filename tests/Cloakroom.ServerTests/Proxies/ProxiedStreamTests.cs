using System.Net;
using System.Net.WebSockets;
using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>What stays open through a proxy: WebSockets of the app, and Cloakroom's own event stream.</summary>
[Collection<InstallationCollection>]
public sealed class ProxiedStreamTests(Chromium chromium, Installation installation) : People(chromium)
{
    // What arrives is kept on the page, so that nothing is missed between two questions of the test.
    private const string OpenSocket = """
        () => new Promise((opened, failed) => {
          window.said = []; window.closeCode = 0;
          window.socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
          socket.onmessage = m => { said.push(m.data); opened(); };
          socket.onclose = c => { closeCode = c.code; failed(new Error('closed: ' + c.code)); };
        })
        """;

    private const string OpenEvents = """
        () => new Promise((opened, failed) => {
          window.ended = '';
          const events = new EventSource('/auth/events');
          events.onopen = () => opened();
          events.addEventListener('session-ended', e => { ended = e.data; events.close(); });
        })
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nginx")]
    [InlineData("Caddy")]
    public async Task A_WebSocket_opens_with_a_session_and_ends_with_it_and_so_does_the_event_stream(string proxy)
    {
        Site site = installation.Site(proxy, "Node");
        IBrowserContext person = await NewContextAsync();
        IPage page = await person.NewPageAsync();
        await page.GotoAsync(site.Origin + "/");
        await page.LogInHereAsync(Installation.Ada);
        await Until.ArrivedAsync(page, url => url == site.Origin + "/");

        await page.EvaluateAsync(OpenEvents);
        await page.EvaluateAsync(OpenSocket);
        await page.EvaluateAsync("socket.send('a cup')");
        await Until.TrueAsync(async () => await page.EvaluateAsync<string>("said.join()") == $"Hello {Installation.Ada},a cup", "the socket answered");

        await LogOutElsewhereAsync(site, person);
        await Until.TrueAsync(async () => await page.EvaluateAsync<int>("closeCode") == 4001, "the socket was closed");
        await Until.TrueAsync(async () => await page.EvaluateAsync<string>("ended") == "{\"code\":\"revoked\"}", "the event came");
    }

    [Theory]
    [InlineData("nginx", false, null, HttpStatusCode.Unauthorized)]
    [InlineData("Caddy", false, null, HttpStatusCode.Unauthorized)]
    [InlineData("nginx", true, "http://evil.test", HttpStatusCode.Forbidden)]
    [InlineData("Caddy", true, "http://evil.test", HttpStatusCode.Forbidden)]
    [InlineData("nginx", true, "null", HttpStatusCode.Forbidden)]
    [InlineData("Caddy", true, "null", HttpStatusCode.Forbidden)]
    [InlineData("nginx", true, null, HttpStatusCode.SwitchingProtocols)]
    [InlineData("Caddy", true, null, HttpStatusCode.SwitchingProtocols)]
    public async Task A_WebSocket_is_for_pages_of_the_app_with_a_session(string proxy, bool hasSession, string? origin, HttpStatusCode expected)
    {
        Site site = installation.Site(proxy, "Node");
        using var caller = new Caller(site.Url);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin ?? site.Origin);
        if (hasSession)
        {
            socket.Options.SetRequestHeader("Cookie", $"session_id={await Installation.LogInAsync(caller)}");
        }

        try
        {
            await socket.ConnectAsync(new Uri($"ws://localhost:{site.Url.Port}/ws"), Stop);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        Assert.Equal(expected, socket.HttpStatusCode);
    }

    // By another way than the page's own: only the stream can tell it.
    private static async Task LogOutElsewhereAsync(Site site, IBrowserContext person)
    {
        string session = (await person.CookiesAsync([site.Origin])).Single(c => c.Name == "session_id").Value;
        using var caller = new Caller(site.Url);
        Assert.Equal(204, (await caller.LogOutAsync(session)).Status);
    }
}
