using System.Text.RegularExpressions;
using Cloakroom.Server.Mail;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Pages.Mailbox;

/// <summary>One mail as text, with the links to this server to follow.</summary>
internal sealed partial class LetterModel(PostOffice post, Deployment deployment, MailFolder folder) : MailboxPage(post, deployment)
{
    private readonly string _origin = deployment.Origin.Serialized + "/";

    public string Subject { get; private set; } = "";

    public string To { get; private set; } = "";

    /// <summary>The text, cut at the links.</summary>
    public IReadOnlyList<LetterPart> Parts { get; private set; } = [];

    public IActionResult OnGet(string name)
    {
        if (folder.Read(name) is not { } mail)
        {
            return NotFound();
        }

        Subject = mail.Subject ?? "";
        To = string.Join(", ", mail.To.Mailboxes.Select(m => m.Address));
        Parts = [.. Address().Split(mail.TextBody ?? "").Select(p => new LetterPart(p, p.StartsWith(_origin, StringComparison.Ordinal)))];
        return Page();
    }

    // Cuts before an address and behind it.
    [GeneratedRegex(@"(?<=\s)(?=https?://)|(?<=https?://\S+)(?=\s)", RegexOptions.None, 1000)]
    private static partial Regex Address();
}

/// <summary>A piece of the text of a mail.</summary>
internal sealed record LetterPart(string Text, bool IsLink);
