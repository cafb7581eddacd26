using System.Net;
using Cloakroom.Server;
using Cloakroom.Tests.Server;

namespace Cloakroom.Tests.PostgreSql;

/// <summary>The whole server on PostgreSQL, accounts too: two nodes, an outage, and the banner.</summary>
public sealed class PostgreSqlServerTests(SharedPostgres shared)
{
    [Fact]
    public async Task Accounts_of_one_node_are_those_of_the_other_and_neither_leaves_a_file()
    {
        string address = await shared.NewDatabaseAsync();
        await using RunningServer here = await StartAsync(address), there = await StartAsync(address);
        using HttpResponseMessage registered = await here.RegisterAsync();
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        using HttpResponseMessage taken = await there.RegisterAsync();
        Assert.Equal((HttpStatusCode.Conflict, "email_taken"), (taken.StatusCode, await taken.CodeAsync()));
        using HttpResponseMessage wrong = await there.LoginAsync(password: "not the password");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Empty(Directory.GetFiles(here.Folder));
    }

    [Fact]
    public async Task An_outage_logs_nobody_out()
    {
        await using PostgresProcess server = await PostgresProcess.StartAsync();
        await using RunningServer node = await StartAsync(server.Address);
        using HttpResponseMessage registered = await node.RegisterAsync();
        string cookie = await node.LoggedInAsync();
        await server.StopAsync("QUIT");
        // The copy in the near cache is served while the push line was heard from; then the store itself is asked.
        await NodeCalls.BecomesAsync(HttpStatusCode.ServiceUnavailable, () => node.SessionAsync(cookie));
        using (HttpResponseMessage away = await node.SendAsync(HttpMethod.Get, "/auth/session", cookie), login = await node.LoginAsync())
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (away.StatusCode, login.StatusCode));
            Assert.False(away.Headers.Contains("Set-Cookie"));
            Assert.NotNull(away.Headers.RetryAfter);
        }

        await server.RestartAsync();
        await NodeCalls.BecomesAsync(HttpStatusCode.OK, () => node.SessionAsync(cookie));
    }

    [Fact]
    public async Task The_banner_names_the_database_and_no_password()
    {
        string address = await shared.NewDatabaseAsync();
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

    private static Task<RunningServer> StartAsync(string address) =>
        RunningServer.StartAsync(["--Store", address, "--Accounts:Store", "", "--Session:Journal", "off"]);

    private static ISessionStore Store(RunningServer server) =>
        (ISessionStore?)server.Services.GetService(typeof(ISessionStore)) ?? throw new InvalidOperationException("There is a store.");
}
