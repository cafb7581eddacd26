using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

public sealed class LoginTests
{
    [Fact]
    public async Task A_login_sets_the_cookie_and_tells_no_secret_in_the_body()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/login?user=42&role=admin", null, ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));

        string line = Assert.Single(TestApp.SetCookies(answer));
        Assert.Matches("^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400$", line);
        JsonElement body = await answer.JsonAsync();
        Assert.Equal("42", body.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal("admin", body.GetProperty("user").GetProperty("roles")[0].GetString());
        JsonElement session = body.GetProperty("session");
        Assert.Equal("cookie", session.GetProperty("carrier").GetString());
        Assert.Equal("Firefox on Linux", session.GetProperty("device").GetString());
        Assert.Equal("pwd", session.GetProperty("amr")[0].GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", session.GetProperty("expiresAt").GetString());
        Assert.DoesNotContain(line.Split('=', ';')[1], await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Over_https_the_cookie_is_bound_to_the_host()
    {
        await using TestApp app = await new TestApp { Options = o => o.PublicUrl = "https://app.example" }.StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/login?user=42", null, ("Sec-Fetch-Site", "same-origin"));

        Assert.Matches(
            "^__Host-session_id=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400$", Assert.Single(TestApp.SetCookies(answer)));
    }

    [Fact]
    public async Task A_login_with_a_session_gives_a_new_ID_and_ends_the_old_one()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string before = await app.LoginAsync("ada");

        string after = await app.LoginAsync("ada", with: before);

        Assert.NotEqual(before, after);
        Assert.Equal("revoked", await (await app.GetAsync("/private", before)).CodeAsync());
        Assert.Equal("ada", await (await app.GetAsync("/private", after)).TextAsync());
        Assert.Single((await (await app.GetAsync("/auth/sessions", after)).JsonAsync()).EnumerateArray());
    }

    [Fact]
    public async Task The_same_users_data_follows_and_another_users_does_not()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string first = await app.LoginAsync("ada");
        using var cart = new StringContent("""["mocha"]""", null, "application/json");
        (await app.SendAsync(HttpMethod.Put, "/auth/data/cart", first, cart)).EnsureSuccessStatusCode();

        string again = await app.LoginAsync("ada", with: first);
        Assert.Equal("""["mocha"]""", await (await app.GetAsync("/auth/data/cart", again)).TextAsync());

        string bob = await app.LoginAsync("bob", with: again);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/auth/data/cart", bob)).StatusCode);
        Assert.Equal("revoked", await (await app.GetAsync("/private", again)).CodeAsync());
    }

    [Fact]
    public async Task An_ID_that_was_never_given_out_is_not_adopted()
    {
        await using TestApp app = await new TestApp().StartAsync();
        string planted = $"session_id={SessionId.Create().Reveal()}";

        string given = await app.LoginAsync("ada", with: planted);

        Assert.NotEqual(planted, given);
        Assert.Equal("unknown_session", await (await app.GetAsync("/private", planted)).CodeAsync());
        Assert.Equal("ada", await (await app.GetAsync("/private", given)).TextAsync());
    }

    [Fact]
    public async Task Two_logins_in_one_answer_leave_one_cookie_and_one_session()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/twice", async (ISessions sessions) =>
            {
                await sessions.SignInAsync(new SessionUser("ada"));
                return await sessions.SignInAsync(new SessionUser("ada"));
            }),
        }.StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/twice");

        Assert.Single(TestApp.SetCookies(answer));
        Assert.Single((await (await app.GetAsync("/auth/sessions", TestApp.CookieOf(answer))).JsonAsync()).EnumerateArray());
    }

    [Fact]
    public async Task A_login_that_is_taken_back_in_the_same_answer_leaves_nothing()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/in-and-out", async (ISessions sessions) =>
            {
                string id = (await sessions.SignInAsync(new SessionUser("ada"))).Session.Handle.ToString();
                await sessions.SignOutAsync();
                return $"{id}, now {sessions.Current?.UserId ?? "nobody"}";
            }),
        }.StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/in-and-out");

        Assert.Null(TestApp.CookieOf(answer));
        Assert.EndsWith("now nobody", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(await app.Switch.Inner.ListAsync("ada", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_a_login_the_same_request_knows_the_user()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/who", async (ISessions sessions, HttpContext context, CancellationToken stop) =>
            {
                string before = context.User.FindFirstValue("sub") ?? "nobody";
                await sessions.SignInAsync(new SessionUser("ada"), stop);
                return $"{before}, {context.User.FindFirstValue("sub")}, {sessions.Current?.UserId}";
            }),
        }.StartAsync();

        Assert.Equal("nobody, ada, ada", await (await app.PostAsync("/who")).TextAsync());
    }

    [Fact]
    public async Task A_login_after_the_first_byte_is_a_mistake_that_begins_no_session()
    {
        Exception? mistake = null;
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/late", async (HttpContext context, ISessions sessions) =>
            {
                await context.Response.WriteAsync("early", TestContext.Current.CancellationToken);
                mistake = await Record.ExceptionAsync(() => sessions.SignInAsync(new SessionUser("ada"), TestContext.Current.CancellationToken));
            }),
        }.StartAsync();

        await app.PostAsync("/late");

        Assert.IsType<InvalidOperationException>(mistake);
        Assert.Empty(await app.Switch.Inner.ListAsync("ada", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Under_another_host_name_than_loopback_no_cookie_without_Secure_is_set()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.PostAsync("/login?user=42", null, ("Host", "app.example"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid_request", await answer.CodeAsync());
        Assert.Contains("Cloakroom:PublicUrl", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(TestApp.SetCookies(answer));
    }

    [Fact]
    public async Task The_frameworks_own_SignIn_and_SignOut_work()
    {
        await using TestApp app = await new TestApp
        {
            Map = a =>
            {
                a.MapPost("/classic/in", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(
                    [new(ClaimTypes.NameIdentifier, "ada"), new(ClaimTypes.Email, "ada@example.org"), new(ClaimTypes.Role, "admin"), new("amr", "otp")], "form"))));
                a.MapPost("/classic/out", (HttpContext context) => context.SignOutAsync());
                a.MapPost("/classic/nameless", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([], "form"))));
            },
        }.StartAsync();

        using HttpResponseMessage login = await app.PostAsync("/classic/in");
        string? cookie = TestApp.CookieOf(login);
        JsonElement who = await (await app.GetAsync("/auth/session", cookie)).JsonAsync();
        Assert.Equal("ada@example.org", who.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal("admin", who.GetProperty("user").GetProperty("roles")[0].GetString());
        Assert.Equal("otp", who.GetProperty("session").GetProperty("amr")[0].GetString());

        (await app.PostAsync("/classic/out", cookie)).EnsureSuccessStatusCode();
        Assert.Equal("revoked", await (await app.GetAsync("/private", cookie)).CodeAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.PostAsync("/classic/nameless"));
    }

    [Fact]
    public async Task A_new_ID_after_a_change_of_privilege_keeps_handle_and_data_and_ends_the_old_ID()
    {
        await using TestApp app = await new TestApp
        {
            Map = a => a.MapPost("/promote", async (ISessions sessions) =>
                (await sessions.RotateAsync(new SessionUser("ada") { Roles = ["admin"] }, reauthenticated: true))?.Session.Handle.ToString() ?? "nobody"),
        }.StartAsync();
        string before = await app.LoginAsync("ada");
        string handle = (await (await app.GetAsync("/auth/session", before)).JsonAsync()).GetProperty("session").GetProperty("id").GetString() ?? "";

        using HttpResponseMessage answer = await app.PostAsync("/promote", before);
        string? after = TestApp.CookieOf(answer);

        Assert.Equal(handle, await answer.TextAsync());
        Assert.Equal("revoked", await (await app.GetAsync("/private", before)).CodeAsync());
        Assert.Equal("admin", (await (await app.GetAsync("/auth/session", after)).JsonAsync()).GetProperty("user").GetProperty("roles")[0].GetString());
        Assert.Empty(TestApp.SetCookies(await app.PostAsync("/promote")));
    }
}
