using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>One session, three carriers: cookie, bearer token, JWT in a cookie. The same list, the same end, the same policy.</summary>
public sealed class CarrierTests
{
    [Fact]
    public async Task A_bearer_token_is_told_in_the_body_and_sets_no_cookie()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient phone = server.Client();
        using HttpResponseMessage login = await phone.JsonAsync("/auth/login", RunningServer.Credentials("token"));
        JsonElement json = await login.JsonAsync();

        Assert.Null(login.Cookie());
        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.InRange(json.GetProperty("expires_in").GetInt32(), 284, 300);
        Assert.Equal("token", json.GetProperty("session").GetProperty("carrier").GetString());
        Assert.Equal("no-store", login.Headers.CacheControl?.ToString());

        Bear(phone, json);
        JsonElement session = await (await phone.AskAsync("/auth/session")).JsonAsync();
        Assert.Equal(json.GetProperty("session").GetProperty("id").GetString(), session.GetProperty("session").GetProperty("id").GetString());
        Assert.Equal(["admin"], session.GetProperty("user").Roles());
    }

    [Fact]
    public async Task A_JWT_in_a_cookie_is_kept_from_the_page()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient browser = server.Browser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", RunningServer.Credentials("jwt-cookie"));
        string[] cookies = [.. login.Headers.GetValues("Set-Cookie")];

        Assert.Equal(["access_token", "refresh_token", "device"], cookies.Select(c => c.Split('=')[0]));
        Assert.Matches("^access_token=[A-Za-z0-9_.-]{300,1500}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000$", cookies[0]);
        Assert.Matches("^refresh_token=[A-Za-z0-9_-]{86}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000$", cookies[1]);
        string body = await login.TextAsync();
        Assert.All(cookies, c => Assert.DoesNotContain(c.Split('=', ';')[1], body, StringComparison.Ordinal));

        JsonElement session = await (await browser.AskAsync("/auth/session")).JsonAsync();
        Assert.Equal("jwt-cookie", session.GetProperty("session").GetProperty("carrier").GetString());
    }

    [Fact]
    public async Task Three_carriers_are_three_sessions_in_one_list_and_each_ends_exactly_itself()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient cookie = await InAsync(server, "cookie"), token = await InAsync(server, "token"), jwt = await InAsync(server, "jwt-cookie");
        HttpClient[] all = [cookie, token, jwt];
        foreach (HttpClient client in all)
        {
            JsonElement[] list = [.. (await (await client.AskAsync("/auth/sessions")).JsonAsync()).EnumerateArray()];
            Assert.Equal(["cookie", "jwt-cookie", "token"], list.Select(s => s.GetProperty("carrier").GetString()).Order(StringComparer.Ordinal));
            Assert.Single(list, s => s.GetProperty("current").GetBoolean());
        }

        string phone = await IdAsync(token);
        using HttpResponseMessage ended = await jwt.AskAsync($"/auth/sessions/{phone}", HttpMethod.Delete, origin: server.Url);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("revoked", await (await token.AskAsync("/auth/session")).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await cookie.AskAsync("/auth/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await jwt.AskAsync("/auth/session")).StatusCode);
    }

    [Theory]
    [InlineData("cookie")]
    [InlineData("token")]
    [InlineData("jwt-cookie")]
    public async Task A_logout_everywhere_by_any_carrier_ends_all(string by)
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient cookie = await InAsync(server, "cookie"), token = await InAsync(server, "token"), jwt = await InAsync(server, "jwt-cookie");
        HttpClient[] all = [cookie, token, jwt];
        using HttpResponseMessage logout = await all[Array.IndexOf(["cookie", "token", "jwt-cookie"], by)].AskAsync("/auth/logout?all=true", HttpMethod.Post, origin: server.Url);

        Assert.Equal(HttpStatusCode.NoContent, logout.StatusCode);
        Assert.Equal(by == "token" ? 0 : by == "cookie" ? 1 : 2, logout.Cookie()?.Split('\n').Count(l => l.Contains("Max-Age=0", StringComparison.Ordinal)) ?? 0);
        // Whoever kept the cookies all the same is refused as well.
        foreach (HttpClient client in all)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.AskAsync("/auth/session")).StatusCode);
        }
    }

    [Fact]
    public async Task An_access_token_ends_after_minutes_and_the_refresh_token_brings_the_next()
    {
        var clock = new FakeClock();
        await using RunningServer server = await RunningServer.WithAccountAsync(services => services.AddSingleton<TimeProvider>(clock));
        using HttpClient phone = server.Client();
        JsonElement first = await (await phone.JsonAsync("/auth/login", RunningServer.Credentials("token"))).JsonAsync();
        Bear(phone, first);
        clock.Advance(TimeSpan.FromMinutes(6));
        using HttpResponseMessage late = await phone.AskAsync("/auth/session");
        Assert.Equal("token_expired", await late.CodeAsync());
        Assert.Contains("invalid_token", late.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);

        JsonElement second = await (await RefreshAsync(phone, first)).JsonAsync();
        Assert.NotEqual(first.GetProperty("refresh_token").GetString(), second.GetProperty("refresh_token").GetString());
        Bear(phone, second);
        Assert.Equal(HttpStatusCode.OK, (await phone.AskAsync("/auth/session")).StatusCode);

        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("refresh_reused", await (await RefreshAsync(phone, first)).CodeAsync());
        Assert.Equal("revoked", await (await phone.AskAsync("/auth/session")).CodeAsync());
    }

    [Fact]
    public async Task A_refresh_brings_the_roles_of_now_and_ends_the_session_of_an_account_that_is_disabled()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient client = server.Client();
        JsonElement first = await (await client.JsonAsync("/auth/login", RunningServer.Credentials("token"))).JsonAsync();
        await ChangeAsync(server, async (users, account) => await users.RemoveFromRoleAsync(account, Account.AdminRole));
        JsonElement second = await (await RefreshAsync(client, first)).JsonAsync();
        Assert.Empty(second.GetProperty("user").Roles());
        Bear(client, second);
        Assert.Empty((await (await client.AskAsync("/auth/session")).JsonAsync()).GetProperty("user").Roles());

        await ChangeAsync(server, async (users, account) =>
        {
            account.DisabledAt = 1;
            return await users.UpdateAsync(account);
        });
        Assert.Equal("user_disabled", await (await RefreshAsync(client, second)).CodeAsync());
        Assert.Equal("user_disabled", await (await client.AskAsync("/auth/session")).CodeAsync());
    }

    [Fact]
    public async Task In_a_browser_the_refresh_sets_new_cookies_and_a_refusal_deletes_none()
    {
        var clock = new FakeClock();
        await using RunningServer server = await RunningServer.WithAccountAsync(services => services.AddSingleton<TimeProvider>(clock));
        using HttpClient browser = server.Browser();
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", RunningServer.Credentials("jwt-cookie"));
        string old = login.Headers.GetValues("Set-Cookie").Single(l => l.StartsWith("refresh_token=", StringComparison.Ordinal)).Split(';')[0];
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("token_expired", await (await browser.AskAsync("/auth/session")).CodeAsync());

        using HttpResponseMessage refreshed = await browser.AskAsync("/auth/refresh", HttpMethod.Post, origin: server.Url);
        Assert.Equal((HttpStatusCode.OK, 2), (refreshed.StatusCode, refreshed.Headers.GetValues("Set-Cookie").Count()));
        Assert.Equal(HttpStatusCode.OK, (await browser.AskAsync("/auth/session")).StatusCode);

        clock.Advance(TimeSpan.FromMinutes(1));
        using HttpClient thief = server.Client();
        thief.DefaultRequestHeaders.Add("Cookie", old);
        using HttpResponseMessage reused = await thief.AskAsync("/auth/refresh", HttpMethod.Post, origin: server.Url);
        Assert.Equal(("refresh_reused", null), (await reused.CodeAsync(), reused.Cookie()));
    }

    [Fact]
    public async Task A_refresh_token_of_a_cookie_is_none_for_a_body_and_the_other_way_round()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage jwt = await client.JsonAsync("/auth/login", RunningServer.Credentials("jwt-cookie"));
        string stolen = jwt.Headers.GetValues("Set-Cookie").Single(l => l.StartsWith("refresh_token=", StringComparison.Ordinal)).Split('=', ';')[1];
        using HttpResponseMessage inBody = await client.JsonAsync("/auth/refresh", JsonSerializer.Serialize(new { refresh_token = stolen }));
        Assert.Equal("unknown_session", await inBody.CodeAsync());

        JsonElement token = await (await client.JsonAsync("/auth/login", RunningServer.Credentials("token"))).JsonAsync();
        client.DefaultRequestHeaders.Add("Cookie", $"refresh_token={token.GetProperty("refresh_token").GetString()}");
        Assert.Equal("unknown_session", await (await client.AskAsync("/auth/refresh", HttpMethod.Post, origin: server.Url)).CodeAsync());
        client.DefaultRequestHeaders.Remove("Cookie");
        client.DefaultRequestHeaders.Add("Cookie", $"access_token={token.GetProperty("access_token").GetString()}");
        Assert.Equal("unknown_session", await (await client.AskAsync("/auth/session")).CodeAsync());
    }

    [Fact]
    public async Task Two_people_in_one_request_are_nobody()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await server.RegisterAsync("bob@example.org");
        using HttpClient client = await InAsync(server, "cookie");
        using HttpResponseMessage bob = await server.LoginAsync("bob@example.org", carrier: "token");
        Bear(client, await bob.JsonAsync());
        Assert.Equal("ambiguous_credentials", await (await client.AskAsync("/auth/session")).CodeAsync());

        using HttpClient ada = await InAsync(server, "cookie");
        using HttpResponseMessage same = await server.LoginAsync(carrier: "token");
        Bear(ada, await same.JsonAsync());
        Assert.Equal(HttpStatusCode.OK, (await ada.AskAsync("/auth/session")).StatusCode);

        // A token that is refused is not passed over for the cookie beside it.
        ada.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "nonsense");
        Assert.Equal("malformed", await (await ada.AskAsync("/auth/session")).CodeAsync());
    }

    [Fact]
    public async Task A_cookie_with_a_JWT_is_guarded_against_other_sites_and_a_bearer_token_needs_no_guard()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient jwt = await InAsync(server, "jwt-cookie"), token = await InAsync(server, "token");
        using HttpResponseMessage evil = await jwt.AskAsync("/auth/logout", HttpMethod.Post, origin: new Uri("https://evil.example"));
        Assert.Equal("csrf_origin", await evil.CodeAsync());
        using HttpResponseMessage refresh = await jwt.AskAsync("/auth/refresh", HttpMethod.Post, origin: new Uri("https://evil.example"));
        Assert.Equal("csrf_origin", await refresh.CodeAsync());
        using HttpResponseMessage fromApp = await token.AskAsync("/auth/sessions", HttpMethod.Delete);
        Assert.Equal(HttpStatusCode.NoContent, fromApp.StatusCode);
    }

    [Fact]
    public async Task A_token_can_be_revoked_and_asked_about()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient asking = await InAsync(server, "token");
        using HttpClient client = server.Client();
        JsonElement pair = await (await client.JsonAsync("/auth/login", RunningServer.Credentials("token"))).JsonAsync();
        string access = pair.GetProperty("access_token").GetString() ?? "", refresh = pair.GetProperty("refresh_token").GetString() ?? "";

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.FormAsync("/auth/introspect", ("token", access))).StatusCode);
        JsonElement told = await (await asking.FormAsync("/auth/introspect", ("token", access))).JsonAsync();
        Assert.True(told.GetProperty("active").GetBoolean());
        Assert.Equal(pair.GetProperty("session").GetProperty("id").GetString(), told.GetProperty("sid").GetString());
        Assert.Equal("{\"active\":false}", await (await asking.FormAsync("/auth/introspect", ("token", refresh + "x"))).TextAsync());

        Assert.Equal(HttpStatusCode.BadRequest, (await client.FormAsync("/auth/revoke", ("tokn", refresh))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.FormAsync("/auth/revoke", ("token", "no token at all"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.FormAsync("/auth/revoke", ("token", refresh))).StatusCode);
        Assert.Equal("{\"active\":false}", await (await asking.FormAsync("/auth/introspect", ("token", access))).TextAsync());
        Bear(client, pair);
        Assert.Equal("revoked", await (await client.AskAsync("/auth/session")).CodeAsync());
    }

    [Theory]
    [InlineData("", "no_credentials")]
    [InlineData("{}", "no_credentials")]
    [InlineData("{\"refresh_token\":1}", "invalid_request")]
    [InlineData("{\"refresh_token\":\"\"}", "malformed")]
    [InlineData("{\"refresh_token\":\"a\",\"refresh_token\":\"b\"}", "invalid_request")]
    [InlineData("[]", "invalid_request")]
    [InlineData("{", "invalid_request")]
    public async Task A_refresh_without_a_proper_token_is_told_why(string body, string code)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Client();
        Assert.Equal(code, await (await client.JsonAsync("/auth/refresh", body)).CodeAsync());
    }

    [Fact]
    public async Task The_state_of_tokens_cannot_be_reached_as_data_of_the_session()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient token = await InAsync(server, "token");
        Assert.Equal("invalid_request", await (await token.AskAsync("/auth/data/cloakroom.refresh")).CodeAsync());
        Assert.Equal("invalid_request", await (await token.AskAsync("/auth/data/cloakroom.refresh", HttpMethod.Delete)).CodeAsync());
    }

    // A client that is logged in, and keeps what it was given as its kind does.
    private static async Task<HttpClient> InAsync(RunningServer server, string carrier)
    {
        HttpClient client = carrier == "token" ? server.Client() : server.Browser();
        using HttpResponseMessage login = await client.JsonAsync("/auth/login", RunningServer.Credentials(carrier));
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        if (carrier == "token")
        {
            Bear(client, await login.JsonAsync());
        }

        return client;
    }

    private static void Bear(HttpClient client, JsonElement tokens) =>
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());

    private static async Task ChangeAsync(RunningServer server, Func<UserManager<Account>, Account, Task<IdentityResult>> change)
    {
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        UserManager<Account> users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        Assert.True((await change(users, Assert.IsType<Account>(await users.FindByEmailAsync(RunningServer.Email)))).Succeeded);
    }

    private static Task<HttpResponseMessage> RefreshAsync(HttpClient client, JsonElement tokens) =>
        client.JsonAsync("/auth/refresh", JsonSerializer.Serialize(new { refresh_token = tokens.GetProperty("refresh_token").GetString() }));

    private static async Task<string> IdAsync(HttpClient client) =>
        (await (await client.AskAsync("/auth/session")).JsonAsync()).GetProperty("session").GetProperty("id").GetString() ?? "";
}
