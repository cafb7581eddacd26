using Cloakroom.Server.Mail;

namespace Cloakroom.Server.Pages.Mailbox;

/// <summary>All mail that landed in the folder, the latest first.</summary>
internal sealed class IndexModel(PostOffice post, Deployment deployment, MailFolder folder) : MailboxPage(post, deployment)
{
    private const int Shown = 50;

    public string Folder => folder.Path;

    public IReadOnlyList<LetterLine> Letters { get; private set; } = [];

    public void OnGet() => Letters =
    [
        .. folder.Names().Take(Shown).Select(n => (Name: n, Mail: folder.Read(n))).Where(l => l.Mail is not null)
            .Select(l => new LetterLine(l.Name, l.Mail?.Subject ?? "", string.Join(", ", l.Mail?.To.Mailboxes.Select(m => m.Address) ?? []), l.Mail?.Date ?? Now)),
    ];
}

/// <summary>One mail of the list.</summary>
internal sealed record LetterLine(string Name, string Subject, string To, DateTimeOffset Date);
