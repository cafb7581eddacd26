using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.ServerTests.Clients;

/// <summary>Pages rendered by a Node server, for whoever is logged in at the real server behind it.</summary>
public sealed class NodeSsrTests
{
    private const string Email = "ada@example.org";

    [Fact]
    public async Task A_page_greets_who_is_logged_in_until_the_session_is_ended_elsewhere()
    {
        await using Pair pair = await Pair.StartAsync();
        Reply anonymous = await pair.Caller.GetAsync("/?a=b");
        Assert.Equal((302, "/login?return=%2F%3Fa%3Db"), (anonymous.Status, anonymous.Header("Location")));
        Assert.Equal(200, (await pair.Caller.GetAsync("/login")).Status);

        await pair.Caller.RegisterAsync(Email);
        string session = await pair.Caller.SignInAsync(Email), elsewhere = await pair.Caller.SignInAsync(Email);
        Reply page = await pair.Caller.GetAsync("/", session);

        Assert.Equal(200, page.Status);
        Assert.Contains($"Hello {Email}", page.Body, StringComparison.Ordinal);
        // HttpClient writes the directives in an order of its own.
        Assert.Equal("no-store, private", page.Header("Cache-Control"));
        Assert.Empty(page.Header("Set-Cookie"));

        Assert.Equal(204, (await pair.Caller.SendAsync(HttpMethod.Delete, "/auth/sessions", elsewhere)).Status);
        page = await pair.Caller.GetAsync("/", session);
        Assert.Equal((302, "/login?return=%2F"), (page.Status, page.Header("Location")));
    }

    [Fact]
    public async Task An_outage_is_503_and_no_logout()
    {
        await using Pair pair = await Pair.StartAsync();
        await pair.Caller.RegisterAsync(Email);
        string session = await pair.Caller.SignInAsync(Email);
        await pair.Server.KillAsync();

        Reply page = await pair.Caller.GetAsync("/", session), login = await pair.Caller.GetAsync("/login");
        Assert.Equal((503, "5", "", ""), (page.Status, page.Header("Retry-After"), page.Header("Location"), page.Header("Set-Cookie")));
        Assert.Equal((503, "5"), (login.Status, login.Header("Retry-After")));

        await pair.Server.StartAgainAsync();
        Assert.Contains($"Hello {Email}", (await pair.Caller.GetAsync("/", session)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_from_another_site_is_loaded_once_more_for_the_strict_cookie()
    {
        var url = new Uri($"http://localhost:{FreePort.Next()}");
        await using StartedNode node = await StartedNode.StartAsync(url, new Uri("http://localhost:1"));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        Assert.Contains("http-equiv=\"refresh\"", await client.GetStringAsync(url, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_all_that_a_browser_shows_only_the_session_cookie_goes_on_and_what_comes_back_is_text()
    {
        string cookies = "", authorization = "";
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{FreePort.Next()}");
        await using WebApplication asked = builder.Build();
        asked.MapGet("/auth/session", (HttpContext context) =>
        {
            (cookies, authorization) = (context.Request.Headers.Cookie.ToString(), context.Request.Headers.Authorization.ToString());
            context.Response.Headers.SetCookie = "a=1; Path=/";
            return Results.Json(new { user = new { id = "1", email = "<script>\"&'" } });
        });
        await asked.StartAsync(TestContext.Current.CancellationToken);
        var url = new Uri($"http://localhost:{FreePort.Next()}");
        await using StartedNode node = await StartedNode.StartAsync(url, new Uri(asked.Urls.First()));
        using var caller = new Caller(url);

        Reply page = await caller.SendAsync(
            HttpMethod.Get, "/", cookies: "tracking=1; session_id=abc; xsession_id=2; access_token=3; __Host-session_id=def", headers: [("Authorization", "Basic YTpi")]);

        Assert.Equal(("session_id=abc; __Host-session_id=def", ""), (cookies, authorization));
        Assert.Equal((200, "a=1; Path=/"), (page.Status, page.Header("Set-Cookie")));
        Assert.Contains("Hello &#60;script&#62;&#34;&#38;&#39;</h1>", page.Body, StringComparison.Ordinal);
    }

    /// <summary>The server, Node in front of it, and somebody who calls Node.</summary>
    private sealed class Pair(ServerProcess server, StartedNode node, Caller caller) : IAsyncDisposable
    {
        public ServerProcess Server => server;

        public Caller Caller => caller;

        public static async Task<Pair> StartAsync()
        {
            var url = new Uri($"http://localhost:{FreePort.Next()}");
            ServerProcess server = await ServerProcess.StartAsync(new() { ["PublicUrl"] = url.GetLeftPart(UriPartial.Authority) });
            return new(server, await StartedNode.StartAsync(url, server.Url), new Caller(url));
        }

        public async ValueTask DisposeAsync()
        {
            caller.Dispose();
            await node.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
