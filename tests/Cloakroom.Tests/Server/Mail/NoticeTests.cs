using System.Net;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Server.Events;
using Cloakroom.Server.Mail;
using Cloakroom.Tests.Server.Factors;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class NoticeTests
{
    [Fact]
    public async Task A_login_on_a_new_device_is_told_with_the_device_and_the_time()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        await server.LoggedInAsync();
        using HttpClient elsewhere = server.Client();
        elsewhere.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        using HttpResponseMessage login = await elsewhere.JsonAsync("/auth/login", RunningServer.Credentials());
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(server.MailTo(RunningServer.Email).Any(m => m.TextBody?.Contains("Firefox on Linux", StringComparison.Ordinal) == true)));
        MimeMessage mail = server.MailTo(RunningServer.Email)[^1];
        Assert.Equal("A login on a new device", mail.Subject);
        Assert.Contains("UTC", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains($"{server.Url.GetLeftPart(UriPartial.Authority)}/forgot", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_administrator_did_is_told_without_the_administrators_device()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string id = await server.AddAccountAsync();
        await server.Services.GetRequiredService<EventLog>().RecordAsync(new(EventKind.Disabled, id) { Actor = "somebody", Device = "Safari on iPhone" });
        MimeMessage mail = await server.MailAsync(RunningServer.Email, "Your account was disabled");
        Assert.DoesNotContain("Safari", mail.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Told =>
    [
        EventKind.NewDevice, EventKind.PasswordChanged, EventKind.PasswordReset, EventKind.EmailChanged, EventKind.FactorAdded, EventKind.FactorRemoved, EventKind.PasskeyAdded,
        EventKind.PasskeyRemoved, EventKind.RecoveryCodesMade, EventKind.RecoveryCodeUsed, EventKind.ExternalLinked, EventKind.ExternalUnlinked, EventKind.Disabled,
    ];

    [Theory]
    [MemberData(nameof(Told))]
    public void Every_change_of_how_one_logs_in_is_told(string kind) => Assert.True(NoticeTexts.Has(kind));

    [Fact]
    public async Task Without_mail_nothing_is_kept_to_be_said()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        await server.LoggedInAsync();
        Assert.Equal(0, server.Count("mail_outbox"));
    }

    [Fact]
    public async Task Whoever_deletes_an_account_leaves_no_link_and_is_told_once()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        string id = await server.AddAccountAsync();
        await server.AddAccountAsync("bob@example.org");
        server.Execute("UPDATE account_roles SET \"UserId\" = (SELECT \"Id\" FROM accounts WHERE \"Email\" = 'bob@example.org')");
        server.Link(LinkPurpose.Reset, id);
        string cookie = await server.LoggedInAsync();
        using HttpResponseMessage deleted = await server.PostAsync("/auth/account/delete", new { email = RunningServer.Email }, cookie);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await server.MailAsync(RunningServer.Email, "Your account was deleted");
        await server.EmptiedAsync();
        Assert.Equal((0, 1), (server.Count("mail_links"), server.MailTo(RunningServer.Email).Count(m => m.Subject == "Your account was deleted")));
    }

    [Fact]
    public async Task A_reset_keeps_the_second_factor()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string id = secured.Server.IdOf(RunningServer.Email);
        using HttpResponseMessage reset = await secured.Server.ResetAsync(secured.Server.Link(LinkPurpose.Reset, id));
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        secured.NextCode();
        using HttpResponseMessage login = await secured.Server.LoginAsync(password: MailPerson.NewPassword);
        Assert.Equal("mfa_required", await login.CodeAsync());
        string token = (await login.JsonAsync()).GetProperty("mfa_token").GetString() ?? "";
        using HttpResponseMessage done = await secured.FinishAsync(token, secured.Code);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Fact]
    public async Task A_login_that_waits_for_its_second_factor_does_not_survive_a_reset()
    {
        await using SecuredServer secured = await SecuredServer.WithAppAsync();
        string token = await secured.BeginLoginAsync();
        using HttpResponseMessage reset = await secured.Server.ResetAsync(secured.Server.Link(LinkPurpose.Reset, secured.Server.IdOf(RunningServer.Email)));
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        using HttpResponseMessage late = await secured.FinishAsync(token, secured.Code);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }
}
