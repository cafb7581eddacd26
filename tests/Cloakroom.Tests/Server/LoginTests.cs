using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class LoginTests
{
    [Fact]
    public async Task The_right_password_gets_a_session_and_its_cookie()
    {
        await using RunningServer server = await StartAsync();
        using HttpResponseMessage answer = await server.LoginAsync("ADA@example.org");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400$", answer.Cookie());
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
        await using RunningServer server = await StartAsync();
        using HttpClient browser = server.Browser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", Body()), session = await browser.AskAsync("/auth/session"),
            logout = await browser.AskAsync("/auth/logout", HttpMethod.Post, origin: server.Url), after = await browser.AskAsync("/auth/session");
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized),
            (login.StatusCode, session.StatusCode, logout.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task Unknown_wrong_and_disabled_get_the_same_bytes()
    {
        await using RunningServer server = await StartAsync();
        using HttpResponseMessage bob = await server.RegisterAsync("bob@example.org");
        await DisableAsync(server, "bob@example.org");
        string unknown = await ShapeAsync(server.LoginAsync("nobody@example.org")), wrong = await ShapeAsync(server.LoginAsync(password: "not the password")),
            disabled = await ShapeAsync(server.LoginAsync("bob@example.org"));
        Assert.Contains("401 invalid_credentials", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, wrong);
        Assert.Equal(unknown, disabled);
    }

    [Fact]
    public async Task An_unknown_name_costs_as_many_hash_rounds_as_a_known_one()
    {
        var counting = new CountingHasher();
        await using RunningServer server = await StartAsync(services => services.AddSingleton<IPasswordHasher<Account>>(counting));
        int before = counting.Checked;
        using HttpResponseMessage unknown = await server.LoginAsync("nobody@example.org"), known = await server.LoginAsync(password: "not the password");
        Assert.Equal(2, counting.Checked - before);
    }

    [Fact]
    public async Task A_hash_with_fewer_rounds_is_replaced_at_the_next_login()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        string old;
        await using (RunningServer before = await RunningServer.StartAsync(folder: folder))
        {
            using HttpResponseMessage registered = await before.RegisterAsync();
            old = await HashAsync(before);
        }

        await using (RunningServer after = await RunningServer.StartAsync(replace: s => s.Configure<PasswordHasherOptions>(o => o.IterationCount = 2000), folder: folder))
        {
            using HttpResponseMessage login = await after.LoginAsync();
            string renewed = await HashAsync(after);
            Assert.False(string.Equals(old, renewed, StringComparison.Ordinal));
            using HttpResponseMessage again = await after.LoginAsync();
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (login.StatusCode, again.StatusCode));
            Assert.Equal(renewed, await HashAsync(after));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_hash_is_PBKDF2_with_SHA512_and_220000_rounds()
    {
        var services = new ServiceCollection();
        services.AddAccounts();
        using ServiceProvider provider = services.BuildServiceProvider();
        byte[] hash = Convert.FromBase64String(provider.GetRequiredService<IPasswordHasher<Account>>().HashPassword(new Account(), RunningServer.Password));
        // Identity's format 3: marker, then PRF and rounds as big-endian 32 bit numbers.
        Assert.Equal("010000000200035B60", Convert.ToHexString(hash[..9]));
    }

    [Theory]
    [InlineData("/account/sessions", "/account/sessions")]
    [InlineData("/?a=b#c", "/?a=b#c")]
    [InlineData("/grüße", "/gr%C3%BC%C3%9Fe")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/")]
    [InlineData("", "/")]
    public async Task A_form_goes_on_to_a_place_of_this_application_only(string wanted, string reached)
    {
        await using RunningServer server = await StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.FormAsync(
            "/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password), ("return", wanted));
        Assert.Equal((HttpStatusCode.SeeOther, reached), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.StartsWith("session_id=", answer.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_refused_goes_back_to_the_login_page_with_the_code()
    {
        await using RunningServer server = await StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", "not the password"), ("return", "//evil"));
        Assert.Equal((HttpStatusCode.SeeOther, "/login?error=invalid_credentials"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Null(answer.Cookie());
    }

    [Fact]
    public async Task The_carriers_of_later_versions_are_refused_by_name()
    {
        await using RunningServer server = await StartAsync();
        using HttpClient client = server.Client();
        foreach (string carrier in new[] { "token", "jwt-cookie" })
        {
            using HttpResponseMessage answer = await client.JsonAsync("/auth/login", Body(carrier));
            Assert.Equal("invalid_request", await answer.CodeAsync());
            Assert.Contains(carrier, (await answer.JsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Null(answer.Cookie());
        }

        using HttpResponseMessage cookie = await client.JsonAsync("/auth/login", Body("cookie"));
        Assert.Equal(HttpStatusCode.OK, cookie.StatusCode);
    }

    [Fact]
    public async Task No_password_no_address_and_no_cookie_gets_into_the_log()
    {
        await using RunningServer server = await StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage login = await server.LoginAsync(), wrong = await server.LoginAsync(password: "another secret of mine"),
            broken = await client.JsonAsync("/auth/login", """{"email":"ada@example.org","password":"yet another secret" """),
            form = await client.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", "secret in a form"));
        string[] secrets = [RunningServer.Password, "secret", RunningServer.Email, login.Cookie()!.Split('=', ';')[1]];
        Assert.Contains(server.Log.Lines, l => l.Contains("Login of", StringComparison.Ordinal));
        Assert.All(server.Log.Lines, l => Assert.All(secrets, s => Assert.DoesNotContain(s, l, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<RunningServer> StartAsync(Action<IServiceCollection>? replace = null)
    {
        RunningServer server = await RunningServer.StartAsync(replace: replace);
        using HttpResponseMessage registered = await server.RegisterAsync();
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        return server;
    }

    private static string Body(string? carrier = null) =>
        JsonSerializer.Serialize(new { email = RunningServer.Email, password = RunningServer.Password, carrier });

    // Everything but the time and the trace.
    private static async Task<string> ShapeAsync(Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage answer = await asked;
        JsonElement body = await answer.JsonAsync();
        string fields = string.Join('\n', body.EnumerateObject().Where(p => p.Name != "traceId").Select(p => p.ToString()));
        string headers = string.Join('\n', answer.Headers.Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
        return $"{(int)answer.StatusCode} {await answer.CodeAsync()}\n{fields}\n{headers}";
    }

    private static async Task<string> HashAsync(RunningServer server)
    {
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        Account account = await scope.ServiceProvider.GetRequiredService<AccountsContext>().Users.SingleAsync(TestContext.Current.CancellationToken);
        return account.PasswordHash ?? "";
    }

    private static async Task DisableAsync(RunningServer server, string email)
    {
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        AccountsContext database = scope.ServiceProvider.GetRequiredService<AccountsContext>();
        await database.Users.Where(a => a.Email == email).ExecuteUpdateAsync(a => a.SetProperty(u => u.DisabledAt, 1), TestContext.Current.CancellationToken);
    }

    private sealed class CountingHasher : PasswordHasher<Account>
    {
        private int _checked;

        public int Checked => _checked;

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _checked);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
