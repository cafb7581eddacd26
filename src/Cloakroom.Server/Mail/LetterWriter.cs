using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Server.Languages;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Mail;

/// <summary>
/// Writes a mail at the moment it is sent. Here it is first asked whether there is such an account: whoever typed the address has long been
/// answered. Every link begins with the public address of the settings; no request has a say in it (CVE-2025-64101 class).
/// </summary>
internal sealed class LetterWriter(AccountsContext database, UserManager<Account> users, MailLinks links, NoticeTexts notices, Deployment deployment)
{
    /// <summary>The mail, in the language of the moment; null when there is nothing to send.</summary>
    public async Task<Draft?> WriteAsync(Letter letter, CancellationToken cancellationToken) => letter.Kind switch
    {
        LetterKind.Reset => await users.FindByEmailAsync(letter.Address) is { DisabledAt: null } account ? Reset(account) : null,
        LetterKind.Register => await users.FindByEmailAsync(letter.Address) is { } taken ? Taken(taken) : Register(letter),
        LetterKind.Address => await AddressAsync(letter, cancellationToken),
        LetterKind.AddressChanged => await FindAsync(letter.AccountId, cancellationToken) is { } account ? AddressChanged(letter, account) : null,
        _ => await FindAsync(letter.AccountId, cancellationToken) is { Email: { } stored } ? notices.Write(letter, stored) : null,
    };

    private Draft Reset(Account account)
    {
        string stored = Stored(account);
        return new(stored, Texts.Say("Set a new password"), Texts.Say("Somebody, perhaps you, asked for a new password for your account at {0}.", Host))
        {
            Link = Link("/reset", new(LinkPurpose.Reset, account.Id, stored, ""), Texts.Say("Set a new password")),
            After =
            [
                Texts.Say("The link works once, for half an hour. A new password ends all sessions of the account."),
                Texts.Say("If it was not you, there is nothing to do: your password stays as it is."),
            ],
        };
    }

    private Draft Register(Letter letter) => new(letter.Address, Texts.Say("Confirm your address"), Texts.Say("Somebody, perhaps you, wants an account at {0} with this address.", Host))
    {
        Link = Link("/confirm", new(LinkPurpose.Register, GroupOf(letter.Address), letter.Address, letter.Payload), Texts.Say("Confirm the address")),
        After =
        [
            Texts.Say("You will be asked for the password that you have chosen. The link works once, for a day."),
            Texts.Say("If it was not you, there is nothing to do: without the link there will be no account."),
        ],
    };

    private Draft Taken(Account account) => new(
        Stored(account), Texts.Say("You have an account already"),
        Texts.Say("Somebody, perhaps you, wanted to use this address for an account at {0}. There is one already, and nothing has changed.", Host))
    {
        Link = new(Texts.Say("Log in"), Url("/login"), Code: null),
        After = [Texts.Say("If you forgot your password, set a new one at {0}", Url("/forgot"))],
    };

    private async Task<Draft?> AddressAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (await FindAsync(letter.AccountId, cancellationToken) is not { DisabledAt: null } account)
        {
            return null;
        }

        if (await users.FindByEmailAsync(letter.Address) is { } owner && owner.Id != account.Id)
        {
            return Taken(owner);
        }

        return new(letter.Address, Texts.Say("Confirm your new address"), Texts.Say("Somebody, perhaps you, wants to use this address for an account at {0}.", Host))
        {
            Link = Link("/confirm/address", new(LinkPurpose.Address, account.Id, letter.Address, ""), Texts.Say("Confirm the address")),
            After =
            [
                Texts.Say("The link works once, for an hour. From then on you log in with this address."),
                Texts.Say("If it was not you, do not follow the link: nothing will change."),
            ],
        };
    }

    // The new address is not repeated to the old one: whose it is may be nobody's business there.
    private Draft AddressChanged(Letter letter, Account account) => new(
        letter.Address, Texts.Say("Your address was changed"),
        Texts.Say("Your account at {0} has another address now. You log in with that one, and mail goes there.", Host))
    {
        Link = Link("/confirm/undo", new(LinkPurpose.Undo, account.Id, letter.Address, letter.Payload), Texts.Say("It was not me: change it back")),
        After =
        [
            Texts.Say("If it was you, there is nothing to do."),
            Texts.Say("If it was not you, follow the link within a week. It brings this address back, ends all sessions, and makes the password useless; then set a new one."),
        ],
    };

    private DraftLink Link(string page, MailLink link, string text)
    {
        string code = links.Add(link).Text;
        return new(text, $"{Url(page)}#{code}", code);
    }

    private async Task<Account?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);

    private string Host => deployment.Origin.Url.Authority;

    private string Url(string path) => deployment.Origin.Serialized + path;

    // Mail goes where the account says, however the address was typed.
    private static string Stored(Account account) => account.Email ?? throw new InvalidOperationException("An account without an address.");

    private static string GroupOf(string address) =>
        EmailAddress.TryParse(address, out EmailAddress? parsed) ? parsed.Group : throw new InvalidOperationException("What waits was an address once.");
}
