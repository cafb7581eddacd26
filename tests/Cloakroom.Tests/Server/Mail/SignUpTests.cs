using System.Net;
using Cloakroom.Server.Accounts.Recovery;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class SignUpTests
{
    [Fact]
    public async Task The_answer_is_the_same_for_a_free_and_a_taken_address()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        using HttpResponseMessage taken = await server.RegisterAsync(), free = await server.RegisterAsync("bob@example.org");
        Assert.Equal(await free.WholeAsync(), await taken.WholeAsync());
        Assert.Equal(HttpStatusCode.Accepted, free.StatusCode);
        MimeMessage told = await server.MailAsync(RunningServer.Email, "You have an account already");
        Assert.DoesNotContain("#", told.TextBody, StringComparison.Ordinal);
        await server.MailAsync("bob@example.org", "Confirm your address");
    }

    [Fact]
    public async Task There_is_no_account_before_its_address_is_confirmed()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpResponseMessage asked = await server.RegisterAsync();
        string code = (await server.MailAsync(RunningServer.Email, "Confirm your address")).Code();
        Assert.Equal(0, server.Count("accounts"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.LoginStatusAsync());

        using HttpResponseMessage confirmed = await server.ConfirmAsync(code), again = await server.ConfirmAsync(code);

        Assert.Equal(HttpStatusCode.Created, confirmed.StatusCode);
        Assert.Equal(["admin"], (await confirmed.JsonAsync()).GetProperty("user").Roles());
        Assert.Null(confirmed.Cookie());
        Assert.Equal("link_invalid", await again.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, await server.LoginStatusAsync());
        Assert.Equal(1, server.Count("accounts WHERE \"EmailConfirmed\" <> 0"));
    }

    // Somebody registers the address of another, whose owner then confirms it (pre-hijacking).
    [Fact]
    public async Task Whoever_reads_the_mailbox_needs_the_password_of_that_registration()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpResponseMessage asked = await server.RegisterAsync(password: "chosen by an attacker");
        string code = (await server.MailAsync(RunningServer.Email, "Confirm your address")).Code();
        using HttpResponseMessage owner = await server.ConfirmAsync(code, "what the owner would choose"), nothing = await server.ConfirmAsync(code, password: null);
        Assert.Equal(("invalid_credentials", "invalid_credentials"), (await owner.CodeAsync(), await nothing.CodeAsync()));
        Assert.Equal(0, server.Count("accounts"));
    }

    [Fact]
    public async Task Two_registrations_of_one_address_make_one_account_by_whichever_is_confirmed_first()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpResponseMessage asked = await server.RegisterAsync();
        string code = (await server.MailAsync(RunningServer.Email, "Confirm your address")).Code();
        await server.AddAccountAsync();
        using HttpResponseMessage late = await server.ConfirmAsync(code);
        Assert.Equal("link_invalid", await late.CodeAsync());
        Assert.Equal(1, server.Count("accounts"));
    }

    [Fact]
    public async Task A_weak_password_is_refused_at_once_and_a_closed_registration_too()
    {
        await using RunningServer server = await Mailbox.StartAsync(), closed = await Mailbox.StartAsync(flags: ["--Accounts:Registration", "closed"]);
        using HttpResponseMessage weak = await server.RegisterAsync(password: "short"), refused = await closed.RegisterAsync();
        Assert.Equal(("weak_password", "registration_closed"), (await weak.CodeAsync(), await refused.CodeAsync()));
    }

    [Fact]
    public async Task A_form_that_confirms_is_logged_in()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage asked = await client.FormAsync("/auth/register", ("email", RunningServer.Email), ("password", RunningServer.Password));
        string code = (await server.MailAsync(RunningServer.Email, "Confirm your address")).Code();
        using HttpResponseMessage wrong = await client.FormAsync("/auth/confirm", ("code", code), ("password", "not the password"));
        using HttpResponseMessage done = await client.FormAsync("/auth/confirm", ("code", code), ("password", RunningServer.Password));
        Assert.Equal("/register?done=confirm-sent", asked.Headers.Location?.OriginalString);
        Assert.Equal("/confirm?error=invalid_credentials", wrong.Headers.Location?.OriginalString);
        Assert.Equal("/?done=address-confirmed", done.Headers.Location?.OriginalString);
        Assert.StartsWith("session_id=", done.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_set_a_password_confirms_nothing()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string code = server.Link(LinkPurpose.Reset, await server.AddAccountAsync());
        using HttpResponseMessage confirmed = await server.ConfirmAsync(code);
        Assert.Equal("link_invalid", await confirmed.CodeAsync());
    }
}
