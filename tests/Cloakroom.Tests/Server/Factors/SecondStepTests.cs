using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Factors;

public sealed class SecondStepTests
{
    [Fact]
    public async Task The_right_password_alone_gets_a_token_for_the_second_step_and_no_session()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpResponseMessage answer = await secured.Server.LoginAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "mfa_required"), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", (await answer.JsonAsync()).GetProperty("mfa_token").GetString());
        Assert.Null(answer.Cookie());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("cookie", "^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400\n")]
    [InlineData("jwt-cookie", "access_token=")]
    [InlineData("token", "^$")]
    public async Task The_code_gets_what_a_login_gets_on_the_carrier_of_the_first_step(string carrier, string cookie)
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpResponseMessage answer = await secured.FinishAsync(await secured.BeginLoginAsync(carrier), secured.Code);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement json = await answer.JsonAsync(), session = json.GetProperty("session");
        Assert.Equal("ada@example.org", json.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal(carrier, session.GetProperty("carrier").GetString());
        Assert.Equal(["pwd", "otp", "mfa"], session.GetProperty("amr").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal(carrier == "token", json.TryGetProperty("refresh_token", out _));
        Assert.Matches(cookie, answer.Cookie() ?? "");
    }

    [Fact]
    public async Task A_recovery_code_gets_the_same_once_and_the_rest_is_counted()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpResponseMessage answer = await secured.FinishAsync(await secured.BeginLoginAsync(), secured.RecoveryCodes[0]),
            again = await secured.FinishAsync(await secured.BeginLoginAsync(), secured.RecoveryCodes[0]);
        Assert.Equal((HttpStatusCode.OK, "invalid_code"), (answer.StatusCode, await again.CodeAsync()));
        Assert.Equal(["pwd", "otp", "mfa"], (await answer.JsonAsync()).GetProperty("session").GetProperty("amr").EnumerateArray().Select(m => m.GetString()));
        Assert.Contains("recovery_code_used: 9 left", secured.Events());
    }

    [Fact]
    public async Task A_form_is_sent_on_with_a_cookie_that_the_second_form_needs_and_the_address_never_has()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpClient browser = secured.NewBrowser();
        using HttpResponseMessage first = await browser.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password), ("return", "/account/sessions"));
        Assert.Equal((HttpStatusCode.SeeOther, "/login/factor?return=%2Faccount%2Fsessions"), (first.StatusCode, first.Headers.Location?.OriginalString));
        Assert.Matches("^pending_login=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=600$", first.Cookie());

        using HttpResponseMessage page = await browser.AskAsync("/login/factor?return=%2Faccount%2Fsessions");
        string html = await page.TextAsync();
        Assert.Contains("autocomplete=\"one-time-code\"", html, StringComparison.Ordinal);
        Assert.Contains("inputmode=\"numeric\"", html, StringComparison.Ordinal);
        Assert.Contains("/login/recovery-code?return=%2Faccount%2Fsessions", html, StringComparison.Ordinal);

        using HttpResponseMessage second = await browser.FormAsync("/auth/login/mfa", ("code", secured.Code), ("return", "/account/sessions"));
        Assert.Equal((HttpStatusCode.SeeOther, "/account/sessions"), (second.StatusCode, second.Headers.Location?.OriginalString));
        Assert.Matches("pending_login=; .*Max-Age=0\nsession_id=[A-Za-z0-9_-]{43};", second.Cookie());
    }

    [Theory]
    [InlineData("", "/login/factor?error=invalid_code&return=%2Fdoctor")]
    [InlineData("recovery", "/login/recovery-code?error=invalid_code&return=%2Fdoctor")]
    public async Task A_form_with_a_wrong_code_goes_back_to_its_page(string kind, string back)
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpClient browser = secured.NewBrowser();
        using HttpResponseMessage first = await browser.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password)),
            wrong = await browser.FormAsync("/auth/login/mfa", ("code", secured.WrongCode), ("kind", kind), ("return", "/doctor")), page = await browser.AskAsync(back);
        Assert.Equal(("/login/factor", back), (first.Headers.Location?.OriginalString, wrong.Headers.Location?.OriginalString));
        Assert.Contains("data-code=\"invalid_code\"", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("login_failed: second factor", secured.Events());
    }

    [Fact]
    public async Task A_form_whose_login_is_over_begins_again()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpClient browser = secured.NewBrowser();
        using HttpResponseMessage first = await browser.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password));
        secured.Clock.Advance(TimeSpan.FromMinutes(10));
        using HttpResponseMessage page = await browser.AskAsync("/login/factor"), late = await browser.FormAsync("/auth/login/mfa", ("code", secured.Code), ("return", "/doctor"));
        Assert.Contains("data-code=\"login_expired\"", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("/login?error=login_expired&return=%2Fdoctor", late.Headers.Location?.OriginalString);
        Assert.StartsWith("pending_login=;", late.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_half_done_opens_nothing()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string token = await secured.BeginLoginAsync();
        foreach ((string name, string value) in new[] { ("Cookie", $"session_id={token}"), ("Cookie", $"pending_login={token}"), ("Cookie", $"access_token={token}"), ("Authorization", $"Bearer {token}") })
        {
            using HttpClient client = secured.Server.Client();
            client.DefaultRequestHeaders.Add(name, value);
            using HttpResponseMessage session = await client.AskAsync("/auth/session"), page = await client.AskAsync("/account/factors"), sessions = await client.AskAsync("/auth/sessions");
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (session.StatusCode, page.StatusCode, sessions.StatusCode));
        }
    }

    [Fact]
    public async Task A_script_cannot_use_the_cookie_of_the_form()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpClient browser = secured.NewBrowser();
        using HttpResponseMessage first = await browser.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password)),
            script = await browser.JsonAsync("/auth/login/mfa", $$"""{"code":"{{secured.Code}}"}""");
        Assert.Equal("login_expired", await script.CodeAsync());
    }

    [Fact]
    public async Task The_fifth_wrong_code_ends_the_login()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string token = await secured.BeginLoginAsync();
        var codes = new List<string?>();
        for (int i = 0; i < 6; i++)
        {
            using HttpResponseMessage wrong = await secured.FinishAsync(token, "nonsense");
            codes.Add(await wrong.CodeAsync());
        }

        Assert.Equal(["invalid_code", "invalid_code", "invalid_code", "invalid_code", "login_expired", "login_expired"], codes);
    }

    [Fact]
    public async Task Logging_in_again_and_again_gives_no_more_tries_and_the_answer_says_how_long_to_wait()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        for (int i = 0; i < CodeDelay.Free; i++)
        {
            using HttpResponseMessage wrong = await secured.FinishAsync(await secured.BeginLoginAsync(), secured.WrongCode);
            Assert.Equal("invalid_code", await wrong.CodeAsync());
        }

        using HttpResponseMessage right = await secured.FinishAsync(await secured.BeginLoginAsync(), secured.Code);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_attempts", TimeSpan.FromSeconds(1)), (right.StatusCode, await right.CodeAsync(), right.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task A_login_is_over_when_the_account_was_disabled_meanwhile_and_knows_no_more_than_a_token_nobody_gave_out()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string token = await secured.BeginLoginAsync();
        await secured.WithAccountsAsync(d => d.Users.ExecuteUpdateAsync(a => a.SetProperty(u => u.DisabledAt, 1)));
        using HttpResponseMessage disabled = await secured.FinishAsync(token, secured.Code), unknown = await secured.FinishAsync(token.ToUpperInvariant(), secured.Code);
        Assert.Equal(("login_expired", "login_expired"), (await disabled.CodeAsync(), await unknown.CodeAsync()));
        Assert.Equal((await disabled.JsonAsync()).GetProperty("detail").GetString(), (await unknown.JsonAsync()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_end_of_all_sessions_between_the_steps_means_this_login_too()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string token = await secured.BeginLoginAsync();
        secured.NextCode();
        await secured.Server.Services.GetRequiredService<SessionEngine>().EndAllAsync(new(await secured.AccountIdAsync(), Except: null, EndReason.Revoked));
        using HttpResponseMessage answer = await secured.FinishAsync(token, secured.Code);
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Null(answer.Cookie());
    }

    [Fact]
    public async Task Who_must_log_in_afresh_is_asked_for_both_and_gets_a_new_ID()
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient browser = await secured.LoggedInAsync();
        await secured.AddAppAsync(browser);
        secured.Clock.Advance(TimeSpan.FromMinutes(6));
        using HttpResponseMessage stale = await browser.JsonAsync("/auth/factors/recovery-codes", "{}"), asked = await browser.AskAsync("/account/factors/remove", accept: "text/html");
        Assert.Equal("fresh_login_required", await stale.CodeAsync());
        Assert.Equal("/login?return=%2Faccount%2Ffactors%2Fremove&error=fresh_login_required", asked.Headers.Location?.OriginalString);

        using HttpResponseMessage password = await browser.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password), ("return", "/account/factors/remove")),
            half = await browser.JsonAsync("/auth/factors/recovery-codes", "{}"),
            code = await browser.FormAsync("/auth/login/mfa", ("code", secured.Code), ("return", "/account/factors/remove")), fresh = await browser.JsonAsync("/auth/factors/recovery-codes", "{}");
        Assert.Equal("/login/factor?return=%2Faccount%2Ffactors%2Fremove", password.Headers.Location?.OriginalString);
        Assert.Equal("fresh_login_required", await half.CodeAsync());
        Assert.Contains("session_id=", code.Cookie(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    [Fact]
    public async Task With_a_wrong_password_a_factor_makes_no_difference()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        using HttpResponseMessage wrong = await secured.Server.LoginAsync(password: "not the password"), unknown = await secured.Server.LoginAsync("nobody@example.org");
        Assert.Equal(("invalid_credentials", unknown.Content.Headers.ContentLength), (await wrong.CodeAsync(), wrong.Content.Headers.ContentLength));
        Assert.Equal(unknown.Headers.Select(h => h.Key).Order(StringComparer.Ordinal), wrong.Headers.Select(h => h.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Neither_token_nor_code_nor_secret_gets_into_the_log_or_the_events()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string token = await secured.BeginLoginAsync(), code = secured.Code;
        using HttpResponseMessage wrong = await secured.FinishAsync(token, "nonsense nobody types"), right = await secured.FinishAsync(token, code),
            recovery = await secured.FinishAsync(await secured.BeginLoginAsync(), secured.RecoveryCodes[0]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (right.StatusCode, recovery.StatusCode));
        string[] secrets = [token, code, "nonsense", secured.RecoveryCodes[0], Base32.Encode(secured.Secret)];
        Assert.Contains(secured.Server.Log.Lines, l => l.Contains("waits for its second factor", StringComparison.Ordinal));
        Assert.All(secured.Server.Log.Lines.Concat(secured.Events()), l => Assert.All(secrets, s => Assert.DoesNotContain(s, l, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("""{"mfa_token":1,"code":"123456"}""")]
    [InlineData("""{"mfa_token":"a","mfa_token":"b","code":"123456"}""")]
    [InlineData("""[]""")]
    public async Task A_body_that_is_not_as_it_should_be_is_refused(string body)
    {
        await using SecuredServer secured = await SecuredServer.StartAsync();
        using HttpClient client = secured.Server.Client();
        using HttpResponseMessage answer = await client.JsonAsync("/auth/login/mfa", body);
        Assert.Equal("invalid_request", await answer.CodeAsync());
    }
}
