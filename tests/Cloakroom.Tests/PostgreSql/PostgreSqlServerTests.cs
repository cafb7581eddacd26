using System.Net;
using Cloakroom.Server;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>The whole server on PostgreSQL, accounts too: two nodes, one logout, one outage.</summary>
public sealed class PostgreSqlServerTests(SharedPostgres shared)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Accounts_and_sessions_of_one_node_are_those_of_the_other()
    {
        string address = await NewDatabaseAsync();
        await using RunningServer here = await StartAsync(address), there = await StartAsync(address);
        using HttpResponseMessage registered = await here.RegisterAsync();
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        using HttpResponseMessage taken = await there.RegisterAsync();
        Assert.Equal((HttpStatusCode.Conflict, "email_taken"), (taken.StatusCode, await taken.CodeAsync()));
        using HttpResponseMessage wrong = await there.LoginAsync(password: "not the password");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);

        string cookie = await LoginAsync(there);
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(here, cookie));
        Assert.Equal(HttpStatusCode.OK, await SessionAsync(there, cookie));
        using HttpResponseMessage logout = await SendAsync(here, HttpMethod.Post, "/auth/logout", cookie);
        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync(here, cookie));
        await BecomesAsync(HttpStatusCode.Unauthorized, () => SessionAsync(there, cookie));
        Assert.Empty(Directory.GetFiles(here.Folder));
    }

    [Fact]
    public async Task An_outage_logs_nobody_out()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await using RunningServer node = await StartAsync(server.Address);
        using HttpResponseMessage registered = await node.RegisterAsync();
        string cookie = await LoginAsync(node);
        await server.StopAsync("QUIT");
        // The copy in the near cache is served while the push line was heard from; then the store itself is asked.
        await BecomesAsync(HttpStatusCode.ServiceUnavailable, () => SessionAsync(node, cookie));
        using (HttpResponseMessage away = await SendAsync(node, HttpMethod.Get, "/auth/session", cookie), login = await node.LoginAsync())
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (away.StatusCode, login.StatusCode));
            Assert.False(away.Headers.Contains("Set-Cookie"));
            Assert.NotNull(away.Headers.RetryAfter);
        }

        await server.RestartAsync();
        await BecomesAsync(HttpStatusCode.OK, () => SessionAsync(node, cookie));
    }

    [Fact]
    public async Task The_banner_names_the_database_and_no_password()
    {
        string address = await NewDatabaseAsync();
        string secret = address.Replace("postgres@", "postgres:hunter2@", StringComparison.Ordinal);
        await using RunningServer server = await StartAsync(secret);
        string banner = server.Banner(), shown = address.Replace("postgres@", "", StringComparison.Ordinal);
        Assert.Contains($"store     {shown}", banner, StringComparison.Ordinal);
        Assert.Contains($"accounts  {shown}", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", banner, StringComparison.Ordinal);
        Assert.Equal("PostgreSQL", Cloakroom.Server.Pages.StoreName.Of(Store(server)));
        using HttpClient client = server.Client();
        using HttpResponseMessage ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task The_commands_reach_accounts_and_sessions_beside_the_running_server()
    {
        string address = await NewDatabaseAsync();
        await using RunningServer server = await StartAsync(address);
        using HttpResponseMessage registered = await server.RegisterAsync();
        string cookie = await LoginAsync(server);
        string[] place = ["--Store", address, "--Session:Journal", "off"];
        Assert.Contains(RunningServer.Email, await CommandAsync(["users", "list", .. place]), StringComparison.Ordinal);
        Assert.Contains(RunningServer.Email, await CommandAsync(["sessions", "list", .. place]), StringComparison.Ordinal);
        Assert.Contains("sessions ended: 1", await CommandAsync(["sessions", "revoke", RunningServer.Email, .. place]), StringComparison.Ordinal);
        await BecomesAsync(HttpStatusCode.Unauthorized, () => SessionAsync(server, cookie));
    }

    private static Task<RunningServer> StartAsync(string address) =>
        RunningServer.StartAsync(["--Store", address, "--Accounts:Store", "", "--Session:Journal", "off"]);

    private static ISessionStore Store(RunningServer server) =>
        (ISessionStore?)server.Services.GetService(typeof(ISessionStore)) ?? throw new InvalidOperationException("There is a store.");

    private async Task<string> NewDatabaseAsync()
    {
        PostgresProcess server = await shared.ServerAsync();
        string name = SharedPostgres.NewSchema();
        await server.AskAsync($"CREATE DATABASE {name}");
        return $"postgres://postgres@127.0.0.1:{server.Port}/{name}";
    }

    private static async Task<string> CommandAsync(string[] line)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await Cloakroom.Server.Cli.Commands.RunAsync(line, TextReader.Null, output, error));
        return output.ToString();
    }

    private static async Task<string> LoginAsync(RunningServer server)
    {
        // The first login makes its partition, which a busy machine may not do in time.
        string cookie = "";
        await BecomesAsync(HttpStatusCode.OK, async () =>
        {
            using HttpResponseMessage login = await server.LoginAsync();
            cookie = login.Cookie()?.Split(';')[0] ?? "";
            return login.StatusCode;
        });
        return cookie;
    }

    private static async Task<HttpStatusCode> SessionAsync(RunningServer server, string cookie)
    {
        using HttpResponseMessage answer = await SendAsync(server, HttpMethod.Get, "/auth/session", cookie);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string path, string cookie)
    {
        using HttpClient client = server.Client();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task BecomesAsync(HttpStatusCode expected, Func<Task<HttpStatusCode>> ask)
    {
        using var bound = new CancellationTokenSource(Bound);
        HttpStatusCode answer = await ask();
        while (answer != expected && !bound.IsCancellationRequested)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            answer = await ask();
        }

        Assert.Equal(expected, answer);
    }
}
