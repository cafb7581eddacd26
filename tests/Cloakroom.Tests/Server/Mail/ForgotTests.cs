using System.Net;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Tests.Server.Attacks;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class ForgotTests
{
    [Fact]
    public async Task The_answer_is_the_same_for_a_known_and_an_unknown_address_and_only_the_known_gets_mail()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        using HttpResponseMessage known = await server.ForgotAsync(), unknown = await server.ForgotAsync("eve@example.org");
        Assert.Equal(await known.WholeAsync(), await unknown.WholeAsync());
        Assert.Equal(HttpStatusCode.Accepted, known.StatusCode);
        await server.MailAsync(RunningServer.Email, "Set a new password");
        await server.EmptiedAsync();
        Assert.Empty(server.MailTo("eve@example.org"));
    }

    [Fact]
    public async Task Mail_goes_to_the_stored_address_however_it_was_typed()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        using HttpResponseMessage asked = await server.ForgotAsync("ADA@Example.ORG");
        MimeMessage mail = await server.MailAsync(RunningServer.Email, "Set a new password");
        Assert.Equal(RunningServer.Email, Assert.Single(mail.To.Mailboxes).Address);
    }

    [Fact]
    public async Task A_mailbox_gets_one_mail_a_minute_and_five_an_hour_whoever_asks()
    {
        var clock = new ShiftedClock();
        await using RunningServer server = await Mailbox.StartAsync(clock);
        await server.AddAccountAsync();
        await AskAsync(3);
        Assert.Single(server.MailTo(RunningServer.Email));
        for (int i = 0; i < 7; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(61));
            await AskAsync(1);
        }

        Assert.Equal(5, server.MailTo(RunningServer.Email).Count);
        clock.Advance(TimeSpan.FromHours(1));
        await AskAsync(1);
        Assert.Equal(6, server.MailTo(RunningServer.Email).Count);

        async Task AskAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using HttpResponseMessage asked = await server.ForgotAsync();
                Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
            }

            await server.EmptiedAsync();
        }
    }

    [Fact]
    public async Task A_disabled_account_gets_no_link_and_one_that_it_has_is_worth_nothing()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string code = await server.ResetCodeAsync();
        server.Execute("UPDATE accounts SET \"DisabledAt\" = 1");
        using HttpResponseMessage reset = await server.ResetAsync(code);
        Assert.Equal("link_invalid", await reset.CodeAsync());
        using HttpResponseMessage asked = await server.ForgotAsync();
        await server.EmptiedAsync();
        Assert.Single(server.MailTo(RunningServer.Email));
    }

    [Theory]
    [InlineData("""{"email":"no address"}""")]
    [InlineData("""{"email":["ada@example.org","eve@example.org"]}""")]
    [InlineData("""{"email":"ada@example.org","email":"eve@example.org"}""")]
    [InlineData("""{"email":"ada\uFF20example.org@evil.example"}""")]
    [InlineData("""{}""")]
    [InlineData("[]")]
    public async Task What_is_not_one_address_is_refused(string body)
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.JsonAsync("/auth/forgot", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task Without_mail_nothing_is_promised()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpResponseMessage answer = await server.ForgotAsync();
        Assert.Equal((HttpStatusCode.NotFound, "mail_not_configured"), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(0, server.Count("mail_outbox"));
    }

    [Fact]
    public async Task Every_link_begins_with_the_public_address_whatever_host_was_asked()
    {
        await using RunningServer server = await Mailbox.StartAsync(flags: ["--PublicUrl", "https://shop.example"]);
        await server.AddAccountAsync();
        using HttpClient client = server.Client();
        client.DefaultRequestHeaders.Host = "evil.example";
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");
        client.DefaultRequestHeaders.Add("Forwarded", "host=evil.example;proto=http");
        using HttpResponseMessage asked = await client.JsonAsync("/auth/forgot", $$"""{"email":"{{RunningServer.Email}}"}""");
        MimeMessage mail = await server.MailAsync(RunningServer.Email, "Set a new password");
        Assert.Contains("https://shop.example/reset#", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_speaks_the_language_of_the_browser()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        using HttpClient client = server.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de-AT");
        using HttpResponseMessage asked = await client.JsonAsync("/auth/forgot", $$"""{"email":"{{RunningServer.Email}}"}""");
        MimeMessage mail = await server.MailAsync(RunningServer.Email, "Ein neues Passwort setzen");
        Assert.Contains("<html lang=\"de\">", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_of_a_link_is_in_the_mail_alone()
    {
        await using RunningServer server = await Mailbox.StartAsync(flags: ["--Logging:LogLevel:Default", "Trace"]);
        await server.AddAccountAsync();
        string code = await server.ResetCodeAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage page = await client.AskAsync($"/reset#{code}", accept: "text/html");
        using HttpResponseMessage weak = await server.ResetAsync(code, "short"), reset = await server.ResetAsync(code), again = await server.ResetAsync(code);
        Assert.Equal((400, 204, 400), ((int)weak.StatusCode, (int)reset.StatusCode, (int)again.StatusCode));
        Assert.NotEmpty(server.Log.Lines);
        Assert.DoesNotContain(server.Log.Lines, l => l.Contains(code, StringComparison.Ordinal));
        string other = server.Link(LinkPurpose.Reset, "somebody");
        foreach (string file in Directory.GetFiles(server.Folder, "cloakroom.db*"))
        {
            string text = System.Text.Encoding.Latin1.GetString(await ReadAsync(file));
            Assert.DoesNotContain(code, text, StringComparison.Ordinal);
            Assert.DoesNotContain(other, text, StringComparison.Ordinal);
        }

        static async Task<byte[]> ReadAsync(string file)
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var all = new MemoryStream();
            await open.CopyToAsync(all, TestContext.Current.CancellationToken);
            return all.ToArray();
        }
    }
}
