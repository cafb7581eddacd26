using System.Net;
using MimeKit;

namespace Cloakroom.Tests.Server.Mail;

public sealed class MailboxPageTests
{
    [Fact]
    public async Task In_Development_the_page_shows_mail_with_links_to_follow()
    {
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        string code = await server.ResetCodeAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage list = await client.AskAsync("/mail", accept: "text/html");
        string html = await list.TextAsync();
        Assert.Contains("Set a new password", html, StringComparison.Ordinal);
        string one = html.Split("href=\"/mail/")[1].Split('"')[0];
        using HttpResponseMessage letter = await client.AskAsync($"/mail/{one}", accept: "text/html");
        Assert.Contains($"<a href=\"{server.Url.GetLeftPart(UriPartial.Authority)}/reset#{code}\">", await letter.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/mail/nothing.eml")]
    [InlineData("/mail/..%2Fcloakroom.db")]
    public async Task Only_what_is_in_the_list_is_shown(string path)
    {
        await using RunningServer server = await Mailbox.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.AskAsync(path, accept: "text/html");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Elsewhere_there_is_no_such_page()
    {
        await using var smtp = new SmtpCatcher();
        await using RunningServer production = await RunningServer.StartAsync(), sending = await Mailbox.StartAsync(flags: smtp.Flags),
            publicly = await Mailbox.StartAsync(flags: ["--PublicUrl", "https://shop.example"]), rebound = await Mailbox.StartAsync();
        foreach (RunningServer server in new[] { production, sending, publicly })
        {
            using HttpClient client = server.Client();
            using HttpResponseMessage answer = await client.AskAsync("/mail", accept: "text/html");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using HttpClient foreign = rebound.Client();
        foreign.DefaultRequestHeaders.Host = "evil.example";
        using HttpResponseMessage refused = await foreign.AskAsync("/mail", accept: "text/html");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Files_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using RunningServer server = await Mailbox.StartAsync();
        await server.AddAccountAsync();
        await server.ResetCodeAsync();
        string folder = Path.Combine(server.Folder, "mail");
        Assert.Equal("700", Mode(folder));
        Assert.All(Directory.GetFiles(folder), f => Assert.Equal("600", Mode(f)));
        Assert.NotNull(MimeMessage.Load(Directory.GetFiles(folder)[0], TestContext.Current.CancellationToken));
    }

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
