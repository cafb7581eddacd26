using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Tests.Server.Attacks;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class ResetTests
{
    [Fact]
    public async Task A_link_sets_a_new_password_and_ends_all_sessions_on_all_carriers()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string cookie = await server.LoggedInAsync();
        using HttpResponseMessage bearer = await server.LoginAsync(carrier: "token");
        string refresh = (await bearer.JsonAsync()).GetProperty("refresh_token").GetString() ?? "";
        string code = await server.ResetCodeAsync();

        using HttpResponseMessage reset = await server.ResetAsync(code);

        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.SessionAsync(cookie));
        using HttpResponseMessage refreshed = await server.PostAsync("/auth/refresh", new { refresh_token = refresh });
        Assert.Equal(HttpStatusCode.Unauthorized, refreshed.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await server.LoginStatusAsync(), await server.LoginStatusAsync(password: MailPerson.NewPassword)));
    }

    [Fact]
    public async Task A_link_works_once_and_its_siblings_die_with_it()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await Mailbox.StartAsync(clock);
        await server.AddAccountAsync();
        string first = await server.ResetCodeAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        string second = await server.ResetCodeAsync(count: 2);
        Assert.NotEqual(first, second);
        using HttpResponseMessage one = await server.ResetAsync(first), again = await server.ResetAsync(first), sibling = await server.ResetAsync(second);
        Assert.Equal(HttpStatusCode.NoContent, one.StatusCode);
        Assert.Equal(("link_invalid", "link_invalid"), (await again.CodeAsync(), await sibling.CodeAsync()));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public async Task A_link_works_for_half_an_hour(int minutes, bool works)
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await Mailbox.StartAsync(clock);
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        clock.Advance(TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(1));
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal(works ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest, reset.StatusCode);
    }

    [Theory]
    [InlineData(LinkPurpose.Register)]
    [InlineData(LinkPurpose.Address)]
    [InlineData(LinkPurpose.Undo)]
    public async Task A_link_of_another_purpose_sets_no_password(string purpose)
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(purpose, await server.AddAccountAsync());
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal("link_invalid", await reset.CodeAsync());
        Assert.Equal(1, server.Count("mail_links"));
    }

    [Fact]
    public async Task A_password_that_will_not_do_does_not_use_the_link_up()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        using HttpResponseMessage weak = await server.ResetAsync(code, "too short"), good = await server.ResetAsync(code);
        Assert.Equal(("weak_password", HttpStatusCode.NoContent), (await weak.CodeAsync(), good.StatusCode));
    }

    [Fact]
    public async Task A_link_is_worth_nothing_once_the_account_has_another_address()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        server.Execute("UPDATE accounts SET \"Email\" = 'other@example.org', \"NormalizedEmail\" = 'OTHER@EXAMPLE.ORG'");
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal("link_invalid", await reset.CodeAsync());
    }

    [Fact]
    public async Task Looking_at_a_link_changes_nothing_however_often()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        using HttpClient client = server.Client();
        foreach (string path in new[] { "/reset", $"/reset?code={code}", "/confirm", $"/confirm?code={code}&t={code}", "/confirm/address", "/confirm/undo" })
        {
            using HttpResponseMessage page = await client.AskAsync(path, accept: "text/html"), head = await client.AskAsync(path, HttpMethod.Head);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, head.StatusCode));
            Assert.DoesNotContain(code, await page.TextAsync(), StringComparison.Ordinal);
        }

        using HttpResponseMessage direct = await client.AskAsync($"/auth/reset?code={code}&password={MailPerson.NewPassword}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, direct.StatusCode);
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
    }

    [Fact]
    public async Task The_owner_is_told_and_failed_logins_are_forgotten()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        for (int i = 0; i < 6; i++)
        {
            await server.LoginStatusAsync(password: "not the password");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await server.LoginStatusAsync());
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal(HttpStatusCode.OK, await server.LoginStatusAsync(password: MailPerson.NewPassword));
        MimeMessage notice = await server.MailAsync(RunningServer.Email, "Your password was set anew");
        Assert.DoesNotContain(MailPerson.NewPassword, notice.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_leads_to_the_login_or_back_to_the_page()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        using HttpClient client = server.Client();
        using HttpResponseMessage weak = await client.FormAsync("/auth/reset", ("code", code), ("password", "short"));
        using HttpResponseMessage done = await client.FormAsync("/auth/reset", ("code", $"  {code}\r\n"), ("password", MailPerson.NewPassword));
        Assert.Equal((HttpStatusCode.SeeOther, "/reset?error=weak_password"), (weak.StatusCode, weak.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.SeeOther, "/login?done=password-reset"), (done.StatusCode, done.Headers.Location?.OriginalString));
        Assert.Null(done.Cookie());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_never_was_a_link_is_refused(string code)
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpResponseMessage reset = await server.ResetAsync(code), confirm = await server.ConfirmAsync(code);
        Assert.Equal(("link_invalid", "link_invalid"), (await reset.CodeAsync(), await confirm.CodeAsync()));
        Assert.Equal(JsonValueKind.Object, (await reset.JsonAsync()).ValueKind);
    }
}
