using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class LoginTests
{
    [Fact]
    public async Task The_right_password_gets_a_session_and_its_cookie()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage answer = await server.LoginAsync("ADA@example.org");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400$", answer.Cookie()?.Split('\n')[0]);
        JsonElement json = await answer.JsonAsync();
        Assert.Equal("ada@example.org", json.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal(["admin"], json.GetProperty("user").Roles());
        Assert.Equal("cookie", json.GetProperty("session").GetProperty("carrier").GetString());
        Assert.Equal("pwd", Assert.Single(json.GetProperty("session").GetProperty("amr").EnumerateArray()).GetString());
        Assert.DoesNotContain(answer.Cookie()!.Split('=', ';')[1], json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_is_recognised_until_logout()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient browser = server.Browser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", RunningServer.Credentials()), session = await browser.AskAsync("/auth/session"),
            logout = await browser.AskAsync("/auth/logout", HttpMethod.Post, origin: server.Url), after = await browser.AskAsync("/auth/session");
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized),
            (login.StatusCode, session.StatusCode, logout.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task Unknown_wrong_and_disabled_get_the_same_bytes()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage bob = await server.RegisterAsync("bob@example.org");
        await DisableAsync(server, "bob@example.org");
        string unknown = await ShapeAsync(server.LoginAsync("nobody@example.org")), wrong = await ShapeAsync(server.LoginAsync(password: "not the password")),
            disabled = await ShapeAsync(server.LoginAsync("bob@example.org"));
        Assert.Contains("401 invalid_credentials", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, wrong);
        Assert.Equal(unknown, disabled);
    }

    [Fact]
    public async Task An_account_that_is_disabled_while_it_logs_in_gets_no_session()
    {
        RunningServer? running = null;
        var store = new InterruptedStore(new MemorySessionStore(), beforeCreate: () => DisableAsync(running!, RunningServer.Email));
        await using RunningServer server = running = await RunningServer.WithAccountAsync(services => services.AddSingleton<ISessionStore>(store));
        using HttpResponseMessage login = await server.LoginAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_credentials"), (login.StatusCode, await login.CodeAsync()));
        Assert.Null(login.Cookie());
        Assert.Empty(await store.ListAsync(store.LastUser, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_carrier_that_there_is_not_is_refused()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.JsonAsync("/auth/login", RunningServer.Credentials("pigeon"));
        Assert.Equal("invalid_request", await answer.CodeAsync());
        Assert.Null(answer.Cookie());
    }

    [Fact]
    public async Task No_password_no_address_and_no_cookie_gets_into_the_log()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage login = await server.LoginAsync(), wrong = await server.LoginAsync(password: "another secret of mine"),
            broken = await client.JsonAsync("/auth/login", """{"email":"ada@example.org","password":"yet another secret" """),
            form = await client.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", "secret in a form"));
        string[] secrets = [RunningServer.Password, "secret", RunningServer.Email, login.Cookie()!.Split('=', ';')[1]];
        Assert.Contains(server.Log.Lines, l => l.Contains("Login of", StringComparison.Ordinal));
        Assert.All(server.Log.Lines, l => Assert.All(secrets, s => Assert.DoesNotContain(s, l, StringComparison.OrdinalIgnoreCase)));
    }

    // Everything but the time and the trace.
    private static async Task<string> ShapeAsync(Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage answer = await asked;
        JsonElement body = await answer.JsonAsync();
        string fields = string.Join('\n', body.EnumerateObject().Where(p => p.Name != "traceId").Select(p => p.ToString()));
        string headers = string.Join('\n', answer.Headers.Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        return $"{(int)answer.StatusCode} {await answer.CodeAsync()}\n{fields}\n{headers}";
    }

    private static async Task DisableAsync(RunningServer server, string email)
    {
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        AccountsContext database = scope.ServiceProvider.GetRequiredService<AccountsContext>();
        await database.Users.Where(a => a.Email == email).ExecuteUpdateAsync(a => a.SetProperty(u => u.DisabledAt, 1), TestContext.Current.CancellationToken);
    }
}
