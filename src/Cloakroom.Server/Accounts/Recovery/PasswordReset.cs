using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// A new password by a link from a mail (promise Q52). It ends all sessions on all carriers and all other links of the account. The second
/// factor stays as it is: the next login asks for it.
/// </summary>
internal sealed class PasswordReset(
    AccountsContext database, LinkedChange changes, MailLinks links, PasswordRules rules, PasswordChecks passwords, LoginThrottle throttle, Devices devices, ISessions sessions, EventLog events)
{
    /// <summary>Why nothing was changed; null when it was.</summary>
    public async Task<Refusal?> ResetAsync(HttpContext context, string code, string password)
    {
        CancellationToken cancelled = context.RequestAborted;
        if (!LinkSecret.TryParse(code, out LinkSecret? secret)
            || links.Find(secret) is not { Purpose: LinkPurpose.Reset } link
            || !EmailAddress.TryParse(link.Address, out EmailAddress? address)
            || await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == link.Group && a.Email == link.Address && a.DisabledAt == null, cancelled) is not { } account)
        {
            return Refusal.Because(Reason.LinkInvalid);
        }

        // Before the link is used up: a second thought about the password needs no second mail.
        if (rules.Refuse(password, address, account.TwoFactorEnabled) is { } weak)
        {
            return Refusal.Because(Reason.WeakPassword, weak);
        }

        if (!passwords.TryHash(password, cancelled, out Task<string>? hashing))
        {
            return Overload.Refusal();
        }

        string hash = await hashing;
        // The mailbox that was written to is proved with it, and no other: the address may have changed since.
        bool changed = await changes.TryAsync(secret, link, async _ => await database.Users
            .Where(a => a.Id == link.Group && a.Email == link.Address && a.DisabledAt == null)
            .ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, hash).SetProperty(u => u.EmailConfirmed, true)
                .SetProperty(u => u.SecurityStamp, Account.NewStamp()).SetProperty(u => u.ConcurrencyStamp, Account.NewStamp()), cancelled) == 1, cancelled);
        if (!changed)
        {
            return Refusal.Because(Reason.LinkInvalid);
        }

        // After the change: a login with the old password that is under way began before this end, and ends with it.
        await sessions.EndUserAsync(link.Group, EndReason.Revoked);
        throttle.Reopen(address);
        devices.Forget(link.Group);
        await events.RecordAsync(AccountEvent.Of(context, EventKind.PasswordReset, link.Group));
        return null;
    }
}
