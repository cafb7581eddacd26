using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cloakroom.Server.Mail;
using Cloakroom.Tests.Server.Attacks;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class SmtpTests
{
    [Fact]
    public async Task A_mail_is_text_and_the_same_as_HTML_and_loads_nothing()
    {
        await using var smtp = new SmtpCatcher();
        await using RunningServer server = await RunningServer.StartAsync(smtp.Flags);
        await server.AddAccountAsync();
        using HttpResponseMessage asked = await server.ForgotAsync();
        MimeMessage mail = await CaughtAsync(smtp);
        Assert.Equal(("no-reply@shop.example", RunningServer.Email, "Set a new password"), (mail.From.Mailboxes.Single().Address, mail.To.Mailboxes.Single().Address, mail.Subject));
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        string code = mail.Code();
        Assert.Contains($"href=\"{server.Url.GetLeftPart(UriPartial.Authority)}/reset#{code}\"", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", mail.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<style", mail.HtmlBody, StringComparison.OrdinalIgnoreCase);
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
    }

    [Fact]
    public async Task A_server_that_says_nothing_holds_nobody_up()
    {
        await using var smtp = new SmtpCatcher { IsSilent = true };
        await using RunningServer server = await RunningServer.StartAsync(smtp.Flags);
        await server.AddAccountAsync();
        using HttpResponseMessage asked = await server.ForgotAsync();
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(smtp.Connections > 0));
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (asked.StatusCode, await server.LoginStatusAsync()));
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(server.Log.Lines.Any(l => l.Contains("did not leave", StringComparison.Ordinal))));
        smtp.IsSilent = false;
        await CaughtAsync(smtp);
    }

    [Fact]
    public async Task A_restart_loses_no_letter()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        try
        {
            string[] away = ["--Mail:Host", "127.0.0.1", "--Mail:Port", "1", "--Mail:From", "a@b.example", "--Mail:Security", "insecure"];
            await using (RunningServer server = await RunningServer.StartAsync(away, folder: folder))
            {
                await server.AddAccountAsync();
                using HttpResponseMessage asked = await server.ForgotAsync();
                Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
            }

            await using var smtp = new SmtpCatcher();
            var later = new ShiftedClock();
            later.Advance(TimeSpan.FromMinutes(3));
            await using RunningServer again = await RunningServer.StartAsync(smtp.Flags, s => s.AddSingleton<TimeProvider>(later), folder);
            Assert.Equal("Set a new password", (await CaughtAsync(smtp)).Subject);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("550 no such mailbox", 0)]
    [InlineData("451 later", 1)]
    public async Task A_refusal_for_good_ends_it_and_one_for_now_does_not(string answer, long waiting)
    {
        await using var smtp = new SmtpCatcher { Recipient = answer };
        await using RunningServer server = await RunningServer.StartAsync(smtp.Flags);
        await server.AddAccountAsync();
        using HttpResponseMessage asked = await server.ForgotAsync();
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(server.Log.Lines.Any(l => l.Contains(waiting == 0 ? "given up" : "tried again", StringComparison.Ordinal))));
        Assert.Equal(waiting, server.Count("mail_outbox"));
        Assert.DoesNotContain(server.Log.Lines, l => l.Contains(RunningServer.Email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_TLS_hears_neither_password_nor_mail()
    {
        await using var smtp = new SmtpCatcher();
        MailOptions options = Options(smtp, MailSecurity.StartTls);
        using var sender = new SmtpSender(options, TimeProvider.System);
        MailOutcome outcome = await sender.SendAsync(AnyMail(), TestContext.Current.CancellationToken);
        Assert.Equal(MailFate.Away, outcome.Fate);
        Assert.DoesNotContain(smtp.Commands, c => c.Contains("AUTH", StringComparison.Ordinal) || c.Contains("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_a_good_one_protects_the_password(bool isTrusted)
    {
        using X509Certificate2 certificate = TestCertificate.Create("127.0.0.1");
        await using var smtp = new SmtpCatcher(certificate);
        using var sender = new SmtpSender(Options(smtp, MailSecurity.StartTls), TimeProvider.System) { Trust = isTrusted ? (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() : null };
        MailOutcome outcome = await sender.SendAsync(AnyMail(), TestContext.Current.CancellationToken);
        Assert.Equal(isTrusted ? MailFate.Sent : MailFate.Away, outcome.Fate);
        Assert.Equal(isTrusted, smtp.Commands.Any(c => c.StartsWith("tls AUTH", StringComparison.Ordinal)));
        Assert.DoesNotContain(smtp.Commands, c => c.StartsWith("clear AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mail_to_a_mailbox_outside_of_ASCII_is_given_up_where_the_server_cannot()
    {
        await using var smtp = new SmtpCatcher();
        using var sender = new SmtpSender(Options(smtp, MailSecurity.Insecure), TimeProvider.System);
        MimeMessage mail = AnyMail();
        mail.To.Clear();
        mail.To.Add(new MailboxAddress("", "jürgen@example.org"));
        Assert.Equal(MailFate.Refused, (await sender.SendAsync(mail, TestContext.Current.CancellationToken)).Fate);
        Assert.DoesNotContain(smtp.Commands, c => c.Contains("RCPT", StringComparison.Ordinal));
    }

    private static MailOptions Options(SmtpCatcher smtp, MailSecurity security) => new()
    {
        Host = "127.0.0.1", Port = smtp.Port, From = "a@b.example", Security = security, User = "cloakroom", Password = Convert.ToHexString(RandomNumberGenerator.GetBytes(8)),
    };

    private static MimeMessage AnyMail() => new([MailboxAddress.Parse("a@b.example")], [MailboxAddress.Parse("c@d.example")], "A mail", new TextPart("plain") { Text = "." });

    private static async Task<MimeMessage> CaughtAsync(SmtpCatcher smtp)
    {
        await NodeCalls.BecomesAsync(true, () => Task.FromResult(smtp.Mail.Count > 0));
        return smtp.Mail[0];
    }
}
