using System.Net;
using System.Text.Json;
using Cloakroom.Server.Cli;
using Cloakroom.Server.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>The commands work on the files that a running server works on.</summary>
public sealed class CommandTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_first_account_that_is_added_is_administrator()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--PublicUrl", "https://app.example"]);
        JsonElement ada = Assert.Single(await JsonAsync(server, "users add ada@example.org", RunningServer.Password));
        JsonElement bob = Assert.Single(await JsonAsync(server, "users add bob@example.org", RunningServer.Password));
        Assert.Equal(["admin"], ada.Roles());
        Assert.Empty(bob.Roles());
        Assert.Equal("ada@example.org bob@example.org", string.Join(' ', (await JsonAsync(server, "users list")).Select(u => u.GetProperty("email").GetString())));
        using HttpResponseMessage login = await server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
    }

    [Fact]
    public async Task A_disabled_account_loses_its_sessions_and_cannot_log_in_until_it_is_enabled()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage registered = await server.RegisterAsync("bob@example.org");
        string cookie = await BobAsync(server);
        Assert.Equal(1, Assert.Single(await JsonAsync(server, "users disable bob@example.org")).GetProperty("sessionsEnded").GetInt32());
        await NodeCalls.BecomesAsync("user_disabled", async () => await (await server.SendAsync(HttpMethod.Get, "/auth/session", cookie)).CodeAsync());
        using HttpResponseMessage again = await server.LoginAsync("bob@example.org");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_credentials"), (again.StatusCode, await again.CodeAsync()));
        await JsonAsync(server, "users enable bob@example.org");
        await BobAsync(server);
    }

    [Fact]
    public async Task A_role_that_is_given_or_taken_is_that_of_live_sessions_too()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage registered = await server.RegisterAsync("bob@example.org");
        string cookie = await BobAsync(server);
        JsonElement given = Assert.Single(await JsonAsync(server, "users role add bob@example.org editor"));
        Assert.Equal(("editor", 1), (string.Join(' ', given.Roles()), given.GetProperty("sessionsChanged").GetInt32()));
        await NodeCalls.BecomesAsync("editor", () => RolesAsync(server, cookie));
        await JsonAsync(server, "users role remove bob@example.org editor");
        await NodeCalls.BecomesAsync("", () => RolesAsync(server, cookie));
    }

    [Theory]
    [InlineData("users disable ada@example.org")]
    [InlineData("users role remove ada@example.org admin")]
    public async Task The_last_administrator_stays(string line)
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        Assert.Contains("last administrator", (await RunAsync(server, line, "")).Errors, StringComparison.Ordinal);
        using HttpResponseMessage bob = await server.RegisterAsync("bob@example.org");
        await JsonAsync(server, "users role add bob@example.org admin");
        await JsonAsync(server, line);
    }

    [Fact]
    public async Task A_session_is_listed_and_revoked_by_its_handle()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage registered = await server.RegisterAsync();
        using HttpClient browser = server.Browser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", $$"""{"email":"{{RunningServer.Email}}","password":"{{RunningServer.Password}}"}""");
        string? handle = (await login.JsonAsync()).GetProperty("session").GetProperty("id").GetString();
        Assert.Equal(handle, Assert.Single(await JsonAsync(server, "sessions list ada@example.org")).GetProperty("id").GetString());
        await JsonAsync(server, $"sessions revoke {handle}");
        using HttpResponseMessage session = await browser.AskAsync("/auth/session");
        Assert.Equal("revoked", await session.CodeAsync());
        Assert.Empty(await JsonAsync(server, "sessions list"));
    }

    [Fact]
    public async Task Everybody_can_be_logged_out_at_once()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage registered = await server.RegisterAsync("bob@example.org");
        string ada = await server.LoggedInAsync(), bob = await BobAsync(server), again = await BobAsync(server);
        Assert.Equal(3, Assert.Single(await JsonAsync(server, "sessions revoke --all")).GetProperty("sessionsEnded").GetInt32());
        foreach (string cookie in new[] { ada, bob, again })
        {
            await NodeCalls.BecomesAsync("revoked", async () => await (await server.SendAsync(HttpMethod.Get, "/auth/session", cookie)).CodeAsync());
        }

        AccountEvent written = Assert.Single(server.Services.GetRequiredService<EventReader>().Read(new() { Kind = EventKind.Revoke }, 10)).What;
        Assert.Equal((null, "3 sessions, of everybody", EventDesk.CommandLine), (written.Account, written.Detail, written.Device));
        // Whoever logs in afterwards stays.
        Assert.Equal(HttpStatusCode.OK, await server.SessionAsync(await BobAsync(server)));
        Assert.Contains("is not a command", (await RunAsync(server, "sessions revoke", "")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dance", "is not a command")]
    [InlineData("users", "is not a command")]
    [InlineData("users add not-an-address", "not an address")]
    [InlineData("users add ada@example.org", "too easy to guess")]
    [InlineData("users disable nobody@example.org", "no account")]
    [InlineData("users role add nobody@example.org editor", "no account")]
    [InlineData("users role dance ada@example.org editor", "is not a command")]
    [InlineData("sessions revoke nothing", "no live session")]
    [InlineData("keys list --Store memory:", "live in the running server alone")]
    [InlineData("keys list --Keys:Secret short", "Keys:Secret is not 32 bytes")]
    [InlineData("keys list --Keys:Secret file:/nowhere/secret", "cannot be read")]
    [InlineData("users list --Colour blue", "Cloakroom:Colour is not a setting")]
    [InlineData("users list --Accounts:Store sqlite:/dev/null/x.db", "cannot be created")]
    public async Task What_cannot_be_done_is_said_in_one_line_with_status_1(string line, string sentence)
    {
        (int status, string output, string errors) = await RunAsync(fixture.Server, line, "short");
        Assert.Equal((1, ""), (status, output));
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Sessions_in_memory_cannot_be_reached_from_outside()
    {
        Assert.Contains("memory:", (await RunAsync(fixture.Server, "sessions list --Store memory:", "")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_and_help_need_no_files()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await Commands.RunAsync(["--help"], TextReader.Null, output, TextWriter.Null));
        Assert.Contains("users add", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> BobAsync(RunningServer server)
    {
        using HttpResponseMessage login = await server.LoginAsync("bob@example.org");
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        return login.Cookie()?.Split(';')[0] ?? "";
    }

    private static async Task<string> RolesAsync(RunningServer server, string cookie)
    {
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Get, "/auth/session", cookie);
        return string.Join(' ', (await answer.JsonAsync()).GetProperty("user").Roles());
    }

    private static async Task<JsonElement[]> JsonAsync(RunningServer server, string line, string input = "")
    {
        (int status, string output, string errors) = await RunAsync(server, line + " --json", input);
        Assert.Equal((0, ""), (status, errors));
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    private static async Task<(int Status, string Output, string Errors)> RunAsync(RunningServer server, string line, string input)
    {
        using var reader = new StringReader(input);
        using StringWriter output = new(), errors = new();
        string file = $"sqlite:{server.Folder}/cloakroom.db";
        int status = await Commands.RunAsync(["--Store", file, "--Accounts:Store", file, .. line.Split(' ')], reader, output, errors);
        return (status, output.ToString(), errors.ToString());
    }
}
