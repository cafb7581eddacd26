using System.Net;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.Mail;

public sealed class PasswordChangeTests
{
    [Fact]
    public async Task It_takes_the_current_password_ends_other_sessions_and_gives_this_one_a_new_ID()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string id = await server.AddAccountAsync();
        string here = await server.LoggedInAsync(), elsewhere = await server.LoggedInAsync();
        string link = server.Link(LinkPurpose.Reset, id);

        using HttpResponseMessage wrong = await server.PostAsync("/auth/password", new { current = "not the password", password = MailPerson.NewPassword }, here);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_credentials"), (wrong.StatusCode, await wrong.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, await server.SessionAsync(elsewhere));
        using HttpResponseMessage done = await server.PostAsync("/auth/password", new { current = RunningServer.Password, password = MailPerson.NewPassword }, here);

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        string now = done.Cookie()?.Split(';')[0] ?? "";
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (await server.SessionAsync(now), await server.SessionAsync(here), await server.SessionAsync(elsewhere)));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await server.LoginStatusAsync(), await server.LoginStatusAsync(password: MailPerson.NewPassword)));
        using HttpResponseMessage late = await server.ResetAsync(link, "yet another good phrase");
        Assert.Equal("link_invalid", await late.CodeAsync());
        await server.MailAsync(RunningServer.Email, "Your password was changed");
    }

    [Fact]
    public async Task The_bearer_of_a_token_gets_new_ones()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        using HttpResponseMessage login = await server.LoginAsync(carrier: "token");
        string access = (await login.JsonAsync()).GetProperty("access_token").GetString() ?? "";
        using HttpClient client = server.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", access);
        using HttpResponseMessage done = await client.JsonAsync("/auth/password", $$"""{"current":"{{RunningServer.Password}}","password":"{{MailPerson.NewPassword}}"}""");
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.NotEqual(access, (await done.JsonAsync()).GetProperty("access_token").GetString());
        Assert.NotEmpty((await done.JsonAsync()).GetProperty("refresh_token").GetString() ?? "");
    }

    [Fact]
    public async Task Guesses_of_the_current_password_are_counted_with_those_of_the_login()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string cookie = await server.LoggedInAsync();
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage wrong = await server.PostAsync("/auth/password", new { current = $"guess {i}", password = MailPerson.NewPassword }, cookie);
            Assert.Equal("invalid_credentials", await wrong.CodeAsync());
        }

        using HttpResponseMessage blocked = await server.PostAsync("/auth/password", new { current = RunningServer.Password, password = MailPerson.NewPassword }, cookie);
        Assert.Equal("too_many_attempts", await blocked.CodeAsync());
    }

    [Fact]
    public async Task Without_a_password_yet_a_login_of_the_last_minutes_is_needed()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await Mailbox.StartAsync(clock);
        await server.AddAccountAsync();
        string cookie = await server.LoggedInAsync();
        server.Execute("UPDATE accounts SET \"PasswordHash\" = NULL");
        clock.Advance(TimeSpan.FromMinutes(6));
        using HttpResponseMessage old = await server.PostAsync("/auth/password", new { password = MailPerson.NewPassword }, cookie);
        Assert.Equal("fresh_login_required", await old.CodeAsync());
        clock.Advance(TimeSpan.FromMinutes(-5));
        using HttpResponseMessage fresh = await server.PostAsync("/auth/password", new { password = MailPerson.NewPassword }, cookie);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    [Fact]
    public async Task Nobody_and_a_weak_password_are_refused()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        using HttpResponseMessage nobody = await server.PostAsync("/auth/password", new { current = RunningServer.Password, password = MailPerson.NewPassword });
        using HttpResponseMessage weak = await server.PostAsync("/auth/password", new { current = RunningServer.Password, password = "short" }, await server.LoggedInAsync());
        Assert.Equal(("no_credentials", "weak_password"), (await nobody.CodeAsync(), await weak.CodeAsync()));
    }
}
