using System.Net;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Tests.Server.Attacks;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class AddressChangeTests
{
    private const string New = "ada@elsewhere.example";

    [Fact]
    public async Task The_new_address_is_confirmed_the_old_one_told_and_other_sessions_end()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string here = await server.LoggedInAsync(), elsewhere = await server.LoggedInAsync();
        string code = await CodeAsync(server, here, New);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.LoginStatusAsync(New));

        using HttpResponseMessage confirmed = await server.ConfirmAsync(code, password: null, here);

        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        string now = confirmed.Cookie()?.Split(';')[0] ?? "";
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (await server.SessionAsync(now), await server.SessionAsync(here), await server.SessionAsync(elsewhere)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await server.LoginStatusAsync(New), await server.LoginStatusAsync()));
        MimeMessage old = await server.MailAsync(RunningServer.Email, "Your address was changed");
        Assert.DoesNotContain(New, old.ToString(), StringComparison.Ordinal);
        await server.MailAsync(New, "Your address was changed");
    }

    [Fact]
    public async Task Elsewhere_the_password_is_needed_because_the_address_may_be_a_typing_mistake()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        await server.AddAccountAsync("eve@example.org");
        string cookie = await server.LoggedInAsync();
        using HttpResponseMessage eve = await server.LoginAsync("eve@example.org");
        string code = await CodeAsync(server, cookie, New);
        using HttpResponseMessage nothing = await server.ConfirmAsync(code, password: null), foreign = await server.ConfirmAsync(code, password: null, eve.Cookie()?.Split(';')[0]);
        Assert.Equal(("invalid_credentials", "invalid_credentials"), (await nothing.CodeAsync(), await foreign.CodeAsync()));
        using HttpResponseMessage confirmed = await server.ConfirmAsync(code);
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.SessionAsync(cookie));
    }

    [Fact]
    public async Task A_link_sets_exactly_the_address_that_it_was_sent_to()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string cookie = await server.LoggedInAsync();
        string[] codes = await Task.WhenAll(CodeAsync(server, cookie, New), CodeAsync(server, cookie, "victim@example.net"));
        using HttpResponseMessage confirmed = await server.ConfirmAsync(codes[0], password: null, cookie), other = await server.ConfirmAsync(codes[1]);
        Assert.Equal((HttpStatusCode.NoContent, "link_invalid"), (confirmed.StatusCode, await other.CodeAsync()));
        Assert.Equal((1, 0), (server.Count($"accounts WHERE \"Email\" = '{New}' AND \"UserName\" = '{New}'"), server.Count("accounts WHERE \"Email\" LIKE 'victim%'")));
    }

    [Fact]
    public async Task A_taken_address_gets_the_same_answer_and_its_owner_is_told()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        await server.AddAccountAsync("bob@example.org");
        string cookie = await server.LoggedInAsync();
        using HttpResponseMessage taken = await server.PostAsync("/auth/email", new { email = "bob@example.org" }, cookie), free = await server.PostAsync("/auth/email", new { email = New }, cookie);
        Assert.Equal(await free.WholeAsync(), await taken.WholeAsync());
        await server.MailAsync("bob@example.org", "You have an account already");
    }

    [Fact]
    public async Task An_address_that_was_taken_meanwhile_is_not_given_twice()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Address, await server.AddAccountAsync(), New);
        await server.AddAccountAsync("ADA@ELSEWHERE.example");
        using HttpResponseMessage confirmed = await server.ConfirmAsync(code);
        Assert.Equal("link_invalid", await confirmed.CodeAsync());
    }

    [Fact]
    public async Task It_needs_a_login_of_the_last_five_minutes()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await Mailbox.StartAsync(clock);
        await server.AddAccountAsync();
        string cookie = await server.LoggedInAsync();
        clock.Advance(TimeSpan.FromMinutes(6));
        using HttpResponseMessage refused = await server.PostAsync("/auth/email", new { email = New }, cookie), nobody = await server.PostAsync("/auth/email", new { email = New });
        Assert.Equal(("fresh_login_required", "no_credentials"), (await refused.CodeAsync(), await nobody.CodeAsync()));
    }

    [Fact]
    public async Task The_old_address_brings_itself_back_and_the_password_is_set_anew()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string thief = await server.LoggedInAsync();
        using (HttpResponseMessage confirmed = await server.ConfirmAsync(await CodeAsync(server, thief, New), password: null, thief))
        {
            thief = confirmed.Cookie()?.Split(';')[0] ?? "";
        }

        string undo = (await server.MailAsync(RunningServer.Email, "Your address was changed")).Code();
        using HttpResponseMessage undone = await server.ConfirmAsync(undo, password: null);

        Assert.Equal(HttpStatusCode.NoContent, undone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.SessionAsync(thief));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await server.LoginStatusAsync(), await server.LoginStatusAsync(New)));
        string code = (await server.MailAsync(RunningServer.Email, "Set a new password")).Code();
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal(HttpStatusCode.OK, await server.LoginStatusAsync(password: MailPerson.NewPassword));
    }

    [Fact]
    public async Task Whoever_changed_it_twice_can_neither_undo_the_undoing_nor_prevent_it()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await Mailbox.StartAsync(clock);
        string id = await server.AddAccountAsync();
        string owner = server.Link(LinkPurpose.Undo, id, RunningServer.Email, "thief@one.example");
        clock.Advance(TimeSpan.FromSeconds(1));
        string thief = server.Link(LinkPurpose.Undo, id, "thief@one.example", "thief@two.example");
        using (HttpResponseMessage first = await server.ConfirmAsync(thief, password: null))
        {
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        string later = server.Link(LinkPurpose.Undo, id, "thief@one.example", "thief@three.example");
        using HttpResponseMessage undone = await server.ConfirmAsync(owner, password: null), again = await server.ConfirmAsync(later, password: null);
        Assert.Equal((HttpStatusCode.NoContent, "link_invalid"), (undone.StatusCode, await again.CodeAsync()));
        Assert.Equal(1, server.Count($"accounts WHERE \"Email\" = '{RunningServer.Email}'"));
    }

    private static async Task<string> CodeAsync(RunningServer server, string cookie, string address)
    {
        using HttpResponseMessage asked = await server.PostAsync("/auth/email", new { email = address }, cookie);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        return (await server.MailAsync(address, "Confirm your new address")).Code();
    }
}
