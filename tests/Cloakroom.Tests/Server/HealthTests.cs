using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Tests.Server;

public sealed class HealthTests
{
    [Fact]
    public async Task A_server_that_works_is_live_and_ready()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage live = await client.AskAsync("/health/live"), ready = await client.AskAsync("/health/ready");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (live.StatusCode, ready.StatusCode));
        Assert.Equal("""{"status":"ready"}""", await ready.TextAsync());
    }

    [Fact]
    public async Task A_store_that_does_not_answer_makes_it_unready_but_not_dead()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<ISessionStore>(new AwayStore()));
        using HttpClient client = server.Client();
        using HttpResponseMessage live = await client.AskAsync("/health/live"), ready = await client.AskAsync("/health/ready");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (live.StatusCode, ready.StatusCode));
        Assert.Equal("""{"status":"unavailable","reason":"store"}""", await ready.TextAsync());
    }

    [Fact]
    public async Task While_the_store_is_away_a_login_is_answered_503_and_nobody_is_logged_out()
    {
        await using RunningServer server = await RunningServer.StartAsync(replace: s => s.AddSingleton<ISessionStore>(new AwayStore()));
        using HttpResponseMessage registered = await server.RegisterAsync(), login = await server.LoginAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (login.StatusCode, await login.CodeAsync()));
        Assert.NotNull(login.Headers.RetryAfter);
        Assert.Null(login.Cookie());
    }

    [Fact]
    public async Task Accounts_that_cannot_be_read_make_it_unready_and_a_login_503()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-test-");
        string accounts = Path.Combine(folder.FullName, "accounts.db");
        await using RunningServer server = await RunningServer.StartAsync(["--Accounts:Store", $"sqlite:{accounts}"]);
        using HttpResponseMessage registered = await server.RegisterAsync();
        server.Services.GetRequiredService<Cloakroom.Server.Accounts.AccountsDatabase>().Dispose();
        folder.Delete(recursive: true);

        using HttpClient client = server.Client();
        using HttpResponseMessage ready = await client.AskAsync("/health/ready"), login = await server.LoginAsync();
        Assert.Equal("""{"status":"unavailable","reason":"accounts"}""", await ready.TextAsync());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (login.StatusCode, await login.CodeAsync()));
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_is_not_ready_any_more()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Client();
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        using HttpResponseMessage ready = await client.AskAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"status":"unavailable","reason":"draining"}""", await ready.TextAsync());
    }

    [Fact]
    public async Task A_request_in_flight_is_finished_while_new_ones_find_the_door_closed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var slow = new SlowBody("""{"email":"ada@example.org","password":"correct horse battery"}""");
        using HttpClient client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/register") { Content = slow };
        // The body follows when the server asks for it: then the request is in its hands.
        request.Headers.ExpectContinue = true;
        Task<HttpResponseMessage> inFlight = client.SendAsync(request, TestContext.Current.CancellationToken);
        await slow.Begun;
        Task stopping = server.StopAsync();
        await RefusesAsync(server);
        slow.Finish();
        using HttpResponseMessage answer = await inFlight;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await stopping;
    }

    private static async Task RefusesAsync(RunningServer server)
    {
        using HttpClient client = server.Client();
        for (int i = 0; i < 500; i++)
        {
            try
            {
                using HttpResponseMessage answer = await client.AskAsync("/health/live");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
            catch (Exception refused) when (refused is HttpRequestException or SocketException)
            {
                return;
            }
        }

        Assert.Fail("New connections are still accepted.");
    }
}
