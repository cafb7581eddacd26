using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

/// <summary>A person takes their data with them, or has it removed.</summary>
public sealed class AccountDataTests
{
    [Fact]
    public async Task The_export_holds_what_is_kept_and_no_secret()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient browser = Browser(server);
        using HttpResponseMessage login = await browser.JsonAsync("/auth/login", RunningServer.Credentials());

        using HttpResponseMessage answer = await browser.AskAsync("/auth/account/export");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment; filename=\"account.json\"", answer.Content.Headers.ContentDisposition?.ToString());
        JsonElement data = await answer.JsonAsync();
        Assert.Equal(RunningServer.Email, data.GetProperty("account").GetProperty("email").GetString());
        Assert.Equal(1, data.GetProperty("sessions").GetArrayLength());
        string text = await answer.TextAsync(), hash = (await AccountAsync(server)).PasswordHash ?? "";
        Assert.DoesNotContain(hash, text, StringComparison.Ordinal);
        Assert.DoesNotContain((login.Cookie() ?? "").Split('=', ';')[1], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_account_is_logged_out_everywhere_and_can_register_anew()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await (await server.RegisterAsync("bob@example.org")).CodeAsync();
        using HttpClient here = Browser(server), there = Browser(server);
        string bob = JsonSerializer.Serialize(new { email = "bob@example.org", password = RunningServer.Password });
        await here.JsonAsync("/auth/login", bob);
        await there.JsonAsync("/auth/login", bob);

        Assert.Equal("not_confirmed", await (await here.JsonAsync("/auth/account/delete", """{"email":"ada@example.org"}""")).CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await here.JsonAsync("/auth/account/delete", """{"email":"Bob@example.org"}""")).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await here.AskAsync("/auth/session")).StatusCode);
        Assert.Equal("user_disabled", await (await there.AskAsync("/auth/session")).CodeAsync());
        Assert.Equal("invalid_credentials", await (await there.JsonAsync("/auth/login", bob)).CodeAsync());
        Assert.Equal(HttpStatusCode.Created, (await server.RegisterAsync("bob@example.org")).StatusCode);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient browser = Browser(server);
        await browser.JsonAsync("/auth/login", RunningServer.Credentials());

        using HttpResponseMessage refused = await browser.JsonAsync("/auth/account/delete", JsonSerializer.Serialize(new { email = RunningServer.Email }));

        Assert.Equal("last_administrator", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.AskAsync("/auth/session")).StatusCode);
    }

    [Theory]
    [InlineData("/auth/account/export", "")]
    [InlineData("/auth/account/delete", "{}")]
    public async Task Nobody_gets_at_the_data_of_another(string path, string body)
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient nobody = server.Client();

        using HttpResponseMessage answer = await nobody.JsonAsync(path, body);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Delicate_things_need_a_recent_login()
    {
        var clock = new Attacks.ShiftedClock();
        await using RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton<TimeProvider>(clock));
        using HttpClient browser = Browser(server);
        await browser.JsonAsync("/auth/login", RunningServer.Credentials());
        clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("fresh_login_required", await (await browser.AskAsync("/auth/account/export")).CodeAsync());
        Assert.Equal("fresh_login_required", await (await browser.JsonAsync("/auth/account/delete", JsonSerializer.Serialize(new { email = RunningServer.Email }))).CodeAsync());

        await browser.JsonAsync("/auth/login", RunningServer.Credentials());
        Assert.Equal(HttpStatusCode.OK, (await browser.AskAsync("/auth/account/export")).StatusCode);
    }

    private static HttpClient Browser(RunningServer server)
    {
        HttpClient browser = server.Browser();
        browser.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    private static async Task<Account> AccountAsync(RunningServer server)
    {
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Account>>().FindByEmailAsync(RunningServer.Email)
            ?? throw new InvalidOperationException("There is no such account.");
    }
}
