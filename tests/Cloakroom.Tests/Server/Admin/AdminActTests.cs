using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Admin;

/// <summary>What an administrator does to somebody else's account, and what the person notices of it.</summary>
public sealed class AdminActTests
{
    [Fact]
    public async Task Roles_that_are_set_are_those_of_live_sessions()
    {
        await using Office office = await Office.OpenAsync();
        await ExpectAsync(HttpStatusCode.NoContent, office.ActAsync("roles", new { roles = new[] { "editor", "staff" } }));
        Assert.Equal("editor staff", await office.BobIsAsync());
        await ExpectAsync(HttpStatusCode.NoContent, office.ActAsync("roles", new { roles = Array.Empty<string>() }));
        Assert.Equal("", await office.BobIsAsync());
        Assert.Equal(["roles_changed -editor -staff", "roles_changed +editor +staff"], (await office.EventsAsync(office.BobId))[..2]);
    }

    [Theory]
    [InlineData("Admin")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("1st")]
    [InlineData("")]
    public async Task What_cannot_be_a_role_is_refused(string role)
    {
        await using Office office = await Office.OpenAsync();
        using HttpResponseMessage answer = await office.ActAsync("roles", new { roles = new[] { role } });
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--Store", "memory:")]
    public async Task A_disabled_account_is_logged_out_and_stays_out_until_it_is_enabled(params string[] flags)
    {
        await using Office office = await Office.OpenAsync(flags is [""] ? [] : flags);
        await ExpectAsync(HttpStatusCode.NoContent, office.ActAsync("disable"));
        Assert.Equal("user_disabled", await office.BobIsAsync());
        using HttpResponseMessage login = await office.Server.LoginAsync(Office.Bob);
        Assert.Equal("invalid_credentials", await login.CodeAsync());
        await ExpectAsync(HttpStatusCode.NoContent, office.ActAsync("enable"));
        await Office.CookieAsync(office.Server, Office.Bob);
        Assert.Contains("disabled", await office.EventsAsync(office.BobId));
        Assert.Contains("enabled", await office.EventsAsync(office.BobId));
    }

    [Fact]
    public async Task One_session_or_all_of_them_can_be_ended()
    {
        await using Office office = await Office.OpenAsync();
        string other = await Office.CookieAsync(office.Server, Office.Bob);
        JsonElement[] sessions = [.. (await office.JsonAsync($"/auth/admin/users/{office.BobId}/sessions")).EnumerateArray()];
        Assert.Equal(2, sessions.Length);
        using HttpResponseMessage mine = await office.SendAsync(office.BobCookie, "/auth/session");
        string? handle = (await mine.JsonAsync()).GetProperty("session").GetProperty("id").GetString();
        await ExpectAsync(HttpStatusCode.NoContent, office.AskAsync($"/auth/admin/users/{office.BobId}/sessions/{handle}", HttpMethod.Delete));
        Assert.Equal("revoked", await office.BobIsAsync());
        await ExpectAsync(HttpStatusCode.NotFound, office.AskAsync($"/auth/admin/users/{office.BobId}/sessions/{handle}", HttpMethod.Delete));
        Assert.Equal(HttpStatusCode.OK, await office.Server.SessionAsync(other));
        await ExpectAsync(HttpStatusCode.NoContent, office.AskAsync($"/auth/admin/users/{office.BobId}/sessions", HttpMethod.Delete));
        Assert.Equal(HttpStatusCode.Unauthorized, await office.Server.SessionAsync(other));
        Assert.Equal(["revoke 1 sessions", "revoke"], (await office.EventsAsync(office.BobId))[..2]);
    }

    [Fact]
    public async Task Second_factor_and_passkeys_are_removed_and_the_sessions_end()
    {
        await using Office office = await Office.OpenAsync();
        await using (AsyncServiceScope scope = office.Server.Services.CreateAsyncScope())
        {
            AccountsContext database = scope.ServiceProvider.GetRequiredService<AccountsContext>();
            database.Set<IdentityUserPasskey<string>>().Add(new() { UserId = office.BobId, CredentialId = [1, 2, 3], Data = new() { PublicKey = [1], AttestationObject = [1], ClientDataJson = [1] } });
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await ExpectAsync(HttpStatusCode.NoContent, office.AskAsync($"/auth/admin/users/{office.BobId}/factors", HttpMethod.Delete));
        Assert.Equal("revoked", await office.BobIsAsync());
        Assert.Contains("passkey_removed all 1, by an administrator", await office.EventsAsync(office.BobId));
        await ExpectAsync(HttpStatusCode.NotFound, office.AskAsync("/auth/admin/users/nobody/factors", HttpMethod.Delete));
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using Office office = await Office.OpenAsync();
        string ada = (await office.JsonAsync("/auth/session")).GetProperty("user").GetProperty("id").GetString() ?? "";
        foreach ((string act, string? body) in new[] { ("disable", null), ("roles", "{\"roles\":[]}") })
        {
            using HttpResponseMessage answer = await office.AskAsync($"/auth/admin/users/{ada}/{act}", HttpMethod.Post, body);
            Assert.Equal((HttpStatusCode.Conflict, "last_administrator"), (answer.StatusCode, await answer.CodeAsync()));
        }

        await ExpectAsync(HttpStatusCode.NoContent, office.ActAsync("roles", new { roles = new[] { "admin" } }));
        await ExpectAsync(HttpStatusCode.NoContent, office.AskAsync($"/auth/admin/users/{ada}/disable", HttpMethod.Post));
        Assert.Equal(HttpStatusCode.Unauthorized, await office.Server.SessionAsync(office.Ada));
    }

    [Fact]
    public async Task Of_two_administrators_who_disable_each_other_one_remains()
    {
        await using Office office = await Office.OpenAsync();
        string ada = (await office.JsonAsync("/auth/session")).GetProperty("user").GetProperty("id").GetString() ?? "";
        await ExpectAsync(HttpStatusCode.NoContent, office.ActAsync("roles", new { roles = new[] { "admin" } }));
        HttpResponseMessage[] answers = await Task.WhenAll(
            office.ActAsync("disable"), office.SendAsync(office.BobCookie, $"/auth/admin/users/{ada}/disable", HttpMethod.Post));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_account_is_made_and_can_be_used()
    {
        await using Office office = await Office.OpenAsync();
        using HttpResponseMessage made = await office.AskAsync("/auth/admin/users", HttpMethod.Post, $$"""{"email":"eve@example.org","password":"{{RunningServer.Password}}"}""");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await Office.CookieAsync(office.Server, "eve@example.org");
    }

    [Fact]
    public async Task A_form_is_answered_with_the_page_it_stands_on()
    {
        await using Office office = await Office.OpenAsync();
        using HttpClient client = office.Server.Client();
        client.DefaultRequestHeaders.Add("Cookie", office.Ada);
        client.DefaultRequestHeaders.Add("Origin", office.Server.Url.GetLeftPart(UriPartial.Authority));
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        using HttpResponseMessage done = await client.FormAsync($"/auth/admin/users/{office.BobId}/roles", ("roles", "staff, editor"), ("return", $"/admin/users/{office.BobId}?error=x"));
        Assert.Equal((HttpStatusCode.SeeOther, $"/admin/users/{office.BobId}?done=roles-changed"), (done.StatusCode, done.Headers.Location?.ToString()));
        using HttpResponseMessage wrong = await client.FormAsync($"/auth/admin/users/{office.BobId}/roles", ("roles", "Staff!"), ("return", "//evil.example"));
        Assert.Equal((HttpStatusCode.SeeOther, "/?error=invalid_request"), (wrong.StatusCode, wrong.Headers.Location?.ToString()));
        Assert.Equal("editor staff", await office.BobIsAsync());
    }

    private static async Task ExpectAsync(HttpStatusCode status, Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage answer = await asked;
        Assert.Equal(status, answer.StatusCode);
    }
}
