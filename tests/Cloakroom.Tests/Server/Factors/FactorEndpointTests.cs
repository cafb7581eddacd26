using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Factors;

public sealed class FactorEndpointTests
{
    [Fact]
    public async Task An_app_is_added_with_its_first_code_other_sessions_end_and_this_one_has_a_new_ID()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient here = await secured.LoggedInAsync(), there = await secured.LoggedInAsync();
        using HttpResponseMessage before = await here.AskAsync("/auth/factors"), begun = await here.JsonAsync("/auth/factors/totp", "{}");
        Assert.Equal("""{"authenticator":null,"recoveryCodes":0}""", await before.TextAsync());
        JsonElement setup = await begun.JsonAsync();
        string secret = setup.GetProperty("secret").GetString() ?? "";
        Assert.Equal($"otpauth://totp/127.0.0.1:ada%40example.org?secret={secret}&issuer=127.0.0.1", setup.GetProperty("uri").GetString());

        string code = Totp.CodeOf(SecuredServer.SecretOf(secret), Totp.StepAt(secured.Clock.GetUtcNow()));
        using HttpResponseMessage added = await here.JsonAsync("/auth/factors/totp/confirm", $$"""{"code":"{{code}}"}"""),
            after = await here.AskAsync("/auth/factors"), other = await there.AskAsync("/auth/session");
        Assert.Equal(10, (await added.JsonAsync()).GetProperty("recoveryCodes").GetArrayLength());
        Assert.StartsWith("session_id=", added.Cookie(), StringComparison.Ordinal);
        Assert.Equal("""{"authenticator":{"addedAt":"2026-01-01T00:00:00.000Z"},"recoveryCodes":10}""", await after.TextAsync());
        Assert.Equal("revoked", await other.CodeAsync());
        Assert.Contains("factor_added", secured.Events());
    }

    [Fact]
    public async Task A_client_that_keeps_tokens_gets_new_ones_with_the_new_ID()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpResponseMessage login = await secured.Server.LoginAsync(carrier: "token");
        using HttpClient phone = secured.Server.Client();
        phone.DefaultRequestHeaders.Authorization = new("Bearer", (await login.JsonAsync()).GetProperty("access_token").GetString());
        using HttpResponseMessage begun = await phone.JsonAsync("/auth/factors/totp", "{}");
        byte[] secret = SecuredServer.SecretOf((await begun.JsonAsync()).GetProperty("secret").GetString() ?? "");
        using HttpResponseMessage added = await phone.JsonAsync("/auth/factors/totp/confirm", $$"""{"code":"{{Totp.CodeOf(secret, Totp.StepAt(secured.Clock.GetUtcNow()))}}"}""");
        JsonElement json = await added.JsonAsync();
        phone.DefaultRequestHeaders.Authorization = new("Bearer", json.GetProperty("access_token").GetString());
        using HttpResponseMessage session = await phone.AskAsync("/auth/session");
        Assert.Equal((HttpStatusCode.OK, 10), (session.StatusCode, json.GetProperty("recoveryCodes").GetArrayLength()));
        Assert.True(json.TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task A_wrong_first_code_turns_nothing_on()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        using HttpResponseMessage early = await browser.JsonAsync("/auth/factors/totp/confirm", """{"code":"123456"}"""), begun = await browser.FormAsync("/auth/factors/totp"),
            wrong = await browser.FormAsync("/auth/factors/totp/confirm", ("code", "nonsense")), login = await secured.Server.LoginAsync();
        Assert.Equal("conflict", await early.CodeAsync());
        Assert.Equal("/account/factors/add", begun.Headers.Location?.OriginalString);
        Assert.Equal("/account/factors/add?error=invalid_code", wrong.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
    }

    [Fact]
    public async Task The_form_with_the_first_code_is_answered_with_the_recovery_codes_and_no_later_page_has_them()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        using HttpResponseMessage begun = await browser.FormAsync("/auth/factors/totp"), page = await browser.AskAsync("/account/factors/add");
        string html = await page.TextAsync(), secret = html.Split("<code id=\"secret\">")[1].Split('<')[0];
        Assert.Contains("<a class=\"button\" href=\"otpauth://totp/", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
        string code = Totp.CodeOf(SecuredServer.SecretOf(secret), Totp.StepAt(secured.Clock.GetUtcNow()));
        using HttpResponseMessage shown = await browser.FormAsync("/auth/factors/totp/confirm", ("code", code)), later = await browser.AskAsync("/account/factors/recovery-codes"),
            add = await browser.AskAsync("/account/factors/add");
        string codes = await shown.TextAsync(), first = codes.Split("<li><code>")[1].Split('<')[0];
        Assert.Equal((HttpStatusCode.OK, "no-store"), (shown.StatusCode, shown.Headers.CacheControl?.ToString()));
        Assert.Matches("^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$", first);
        Assert.Contains($"href=\"data:text/plain;charset=utf-8,{first}%0D%0A", codes, StringComparison.Ordinal);
        Assert.DoesNotContain(first, await later.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await add.TextAsync(), StringComparison.Ordinal);
        secured.NextCode();
        using HttpResponseMessage used = await secured.FinishAsync(await secured.BeginLoginAsync(), first);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
    }

    [Theory]
    [InlineData("/auth/factors/totp")]
    [InlineData("/auth/factors/totp/confirm")]
    [InlineData("/auth/factors/totp/remove")]
    [InlineData("/auth/factors/recovery-codes")]
    public async Task A_change_needs_a_login_of_the_last_five_minutes(string path)
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync(), nobody = secured.NewBrowser();
        secured.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(2));
        using HttpResponseMessage late = await browser.JsonAsync(path, "{}"), anonymous = await nobody.JsonAsync(path, "{}"), state = await browser.AskAsync("/auth/factors");
        Assert.Equal(("fresh_login_required", "no_credentials", HttpStatusCode.OK), (await late.CodeAsync(), await anonymous.CodeAsync(), state.StatusCode));
    }

    [Theory]
    [InlineData("/account/factors/add")]
    [InlineData("/account/factors/remove")]
    [InlineData("/account/factors/recovery-codes")]
    public async Task So_do_the_pages_that_change_something(string path)
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        using HttpResponseMessage fresh = await browser.AskAsync(path, accept: "text/html");
        secured.Clock.Advance(TimeSpan.FromMinutes(6));
        using HttpResponseMessage late = await browser.AskAsync(path, accept: "text/html"), state = await browser.AskAsync("/account/factors", accept: "text/html");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect, HttpStatusCode.OK), (fresh.StatusCode, late.StatusCode, state.StatusCode));
        Assert.EndsWith("&error=fresh_login_required", late.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_app_is_not_added_beside_the_first()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        await secured.AddAppAsync(browser);
        using HttpResponseMessage again = await browser.JsonAsync("/auth/factors/totp", "{}"), form = await browser.FormAsync("/auth/factors/totp");
        Assert.Equal(("conflict", "/account/factors?error=conflict"), (await again.CodeAsync(), form.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Removing_takes_the_password_and_ends_other_sessions()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient here = await secured.LoggedInAsync(), there = secured.NewBrowser();
        await secured.AddAppAsync(here);
        using HttpResponseMessage login = await there.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password)),
            code = await there.FormAsync("/auth/login/mfa", ("code", secured.Code));
        using HttpResponseMessage wrong = await here.FormAsync("/auth/factors/totp/remove", ("password", "not the password")), none = await here.JsonAsync("/auth/factors/totp/remove", "{}");
        Assert.Equal(("/account/factors/remove?error=invalid_credentials", "invalid_credentials"), (wrong.Headers.Location?.OriginalString, await none.CodeAsync()));
        using HttpResponseMessage removed = await here.FormAsync("/auth/factors/totp/remove", ("password", RunningServer.Password)), other = await there.AskAsync("/auth/session");
        // A login that begins within the millisecond of the end of all others is one of them.
        secured.NextCode();
        using HttpResponseMessage one = await secured.Server.LoginAsync(), again = await here.JsonAsync("/auth/factors/totp/remove", RunningServer.Credentials());
        Assert.Equal("/account/factors?done=factor-removed", removed.Headers.Location?.OriginalString);
        Assert.StartsWith("session_id=", removed.Cookie(), StringComparison.Ordinal);
        Assert.Equal(("revoked", HttpStatusCode.OK, "conflict"), (await other.CodeAsync(), one.StatusCode, await again.CodeAsync()));
        Assert.Contains("factor_removed", secured.Events());
    }

    [Fact]
    public async Task A_password_that_is_too_short_to_be_alone_keeps_the_factor()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        await secured.AddAppAsync(browser);
        string hash = secured.Server.Services.GetRequiredService<IPasswordHasher<Account>>().HashPassword(new Account(), "14 characters.");
        await secured.WithAccountsAsync(d => d.Users.ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, hash)));
        using HttpResponseMessage json = await browser.JsonAsync("/auth/factors/totp/remove", """{"password":"14 characters."}"""),
            form = await browser.FormAsync("/auth/factors/totp/remove", ("password", "14 characters.")), page = await browser.AskAsync("/account/factors/remove?error=weak_password");
        Assert.Equal(("weak_password", "/account/factors/remove?error=weak_password"), (await json.CodeAsync(), form.Headers.Location?.OriginalString));
        Assert.Contains("Yours is shorter: <a href=\"/account/password\">change it first</a>.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.True((await StateAsync(secured)).IsOn);
    }

    [Fact]
    public async Task New_recovery_codes_are_shown_once_and_the_page_warns_when_few_are_left()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        await secured.AddAppAsync(browser);
        using HttpResponseMessage many = await browser.AskAsync("/account/factors");
        for (int i = 0; i < 7; i++)
        {
            using HttpResponseMessage used = await secured.FinishAsync(await secured.BeginLoginAsync(), secured.RecoveryCodes[i]);
            Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        }

        using HttpResponseMessage few = await browser.AskAsync("/account/factors"), made = await browser.FormAsync("/auth/factors/recovery-codes"), after = await browser.AskAsync("/account/factors");
        Assert.DoesNotContain("id=\"few\"", await many.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("id=\"few\"", await few.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("3 of 10 left", await few.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(10, (await made.TextAsync()).Split("<li><code>").Length - 1);
        Assert.Contains("10 of 10 left", await after.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("recovery_codes_made", secured.Events());
    }

    [Fact]
    public async Task An_administrator_can_reset_it()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        Assert.True(await secured.Server.Services.GetRequiredService<AccountFactors>().ResetAsync(await secured.AccountIdAsync()));
        using HttpResponseMessage login = await secured.Server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
    }

    [Fact]
    public async Task One_person_does_not_change_the_factor_of_another()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpResponseMessage registered = await secured.Server.RegisterAsync("bob@example.org");
        using HttpClient bob = secured.NewBrowser();
        using HttpResponseMessage login = await bob.JsonAsync("/auth/login", JsonSerializer.Serialize(new { email = "bob@example.org", password = RunningServer.Password })),
            removed = await bob.JsonAsync("/auth/factors/totp/remove", RunningServer.Credentials()), state = await bob.AskAsync("/auth/factors");
        Assert.Equal((HttpStatusCode.OK, "conflict"), (login.StatusCode, await removed.CodeAsync()));
        Assert.Equal("""{"authenticator":null,"recoveryCodes":0}""", await state.TextAsync());
        Assert.NotEmpty(await secured.BeginLoginAsync());
    }

    private static async Task<FactorState> StateAsync(SecuredServer secured) =>
        secured.Server.Services.GetRequiredService<AccountFactors>().StateOf(await secured.AccountIdAsync());
}
