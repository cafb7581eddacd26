using System.Data.Common;
using Cloakroom.Server.Events;
using Cloakroom.Server.Languages;
using Cloakroom.Server.Mail;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// Another address for an account: exactly the one that the link was sent to (CVE-2026-32700). The old address is told, with a link that
/// brings it back.
/// </summary>
internal sealed class AddressChange(
    AccountsContext database, UserManager<Account> manager, AccountUsers users, LinkedChange changes, Outbox outbox, PostOffice post, Devices devices, ISessions sessions, EventLog events)
{
    /// <summary>An account that may be used.</summary>
    public async Task<Account?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.DisabledAt == null, cancellationToken);

    /// <summary>Changes the address; ends all other sessions (promise Q08), and gives the one of this request a new ID. Why not, where it refuses.</summary>
    public async Task<Refusal?> ChangeAsync(HttpContext context, LinkSecret secret, MailLink link)
    {
        bool changed = await changes.TryAsync(secret, link, async connection =>
        {
            string? before = await database.Users.Where(a => a.Id == link.Group).Select(a => a.Email).SingleOrDefaultAsync(context.RequestAborted);
            return before is not null && await StoreAsync(link.Group, link.Address, keepPassword: true, context.RequestAborted)
                // In the same step, so that the old address is told whatever happens next.
                && (before == link.Address || outbox.TryAdd(connection, new(LetterKind.AddressChanged, before, link.Group, link.Address, Texts.Language)));
        }, context.RequestAborted);
        return changed ? await DoneAsync(context, link.Group) : Refusal.Because(Reason.LinkInvalid);
    }

    /// <summary>
    /// Brings the old address back. Whoever changed it may know the password, so that it works no longer: a link for a new one follows.
    /// Links of later changes end too, or the thief could undo the undoing; those of earlier ones stay.
    /// </summary>
    public async Task<Refusal?> UndoAsync(HttpContext context, LinkSecret secret, MailLink link)
    {
        bool changed = await changes.TryAsync(secret, link, async connection =>
        {
            connection.Run("DELETE FROM mail_links WHERE account = $1 AND purpose = $2 AND expires >= $3", link.Group, LinkPurpose.Undo, link.Expires);
            return await StoreAsync(link.Group, link.Address, keepPassword: false, context.RequestAborted)
                && outbox.TryAdd(connection, new(LetterKind.Reset, link.Address, link.Group, "", Texts.Language));
        }, context.RequestAborted);
        if (changed)
        {
            devices.Forget(link.Group);
        }

        return changed ? await DoneAsync(context, link.Group) : Refusal.Because(Reason.LinkInvalid);
    }

    private async Task<bool> StoreAsync(string id, string address, bool keepPassword, CancellationToken cancelled)
    {
        string? name = manager.NormalizeName(address), email = manager.NormalizeEmail(address);
        if (await database.Users.AnyAsync(a => a.Id != id && (a.NormalizedEmail == email || a.NormalizedUserName == name), cancelled))
        {
            return false;
        }

        return await database.Users.Where(a => a.Id == id && a.DisabledAt == null).ExecuteUpdateAsync(a => a
            .SetProperty(u => u.Email, address).SetProperty(u => u.NormalizedEmail, email)
            .SetProperty(u => u.UserName, address).SetProperty(u => u.NormalizedUserName, name)
            .SetProperty(u => u.PasswordHash, u => keepPassword ? u.PasswordHash : null)
            .SetProperty(u => u.EmailConfirmed, true)
            .SetProperty(u => u.SecurityStamp, Account.NewStamp()).SetProperty(u => u.ConcurrencyStamp, Account.NewStamp()), cancelled) == 1;
    }

    private async Task<Refusal?> DoneAsync(HttpContext context, string id)
    {
        post.Ring();
        if (sessions.Current?.UserId == id && await FindAsync(id, CancellationToken.None) is { } account)
        {
            await sessions.EndOthersAsync();
            await sessions.RotateAsync(await users.OfAsync(account), reauthenticated: false, CancellationToken.None);
        }
        else
        {
            await sessions.EndUserAsync(id, EndReason.Revoked);
        }

        await events.RecordAsync(AccountEvent.Of(context, EventKind.EmailChanged, id));
        return null;
    }
}
