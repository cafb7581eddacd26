using System.Text.RegularExpressions;
using MimeKit;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A server in Development, and the mailboxes of its people: the files in its folder.</summary>
internal static partial class Postbox
{
    public static Task<InProcessServer> StartAsync() => InProcessServer.StartAsync(new(StringComparer.Ordinal) { ["environment"] = "Development" });

    /// <summary>Waits for a mail, and gives its link and the code for those without scripts.</summary>
    public static async Task<(string Url, string Code)> LinkAsync(this InProcessServer server, string to, string subject, int count = 1)
    {
        MimeMessage[] found = [];
        await Until.TrueAsync(() => (found = Read(server.MailFolder, to, subject)).Length >= count, $"there was a mail '{subject}' to {to}");
        string text = found[^1].TextBody ?? "";
        string url = Address().Match(text).Value;
        return (url, url[(url.IndexOf('#', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>The page of a link as a person reaches it whose browser runs no scripts: the code is copied from the mail.</summary>
    public static string WithoutFragment(string url) => url.Split('#')[0];

    private static MimeMessage[] Read(string folder, string to, string subject) => !Directory.Exists(folder) ? []
        : [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(f => MimeMessage.Load(f)).Where(m => m.Subject == subject && m.To.Mailboxes.Any(b => b.Address == to))];

    [GeneratedRegex(@"http://\S+#[\w-]{43}", RegexOptions.None, 10_000)]
    private static partial Regex Address();
}
