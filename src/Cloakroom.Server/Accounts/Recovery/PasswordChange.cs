using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// A new password by somebody who is logged in. It takes the current one (ASVS 6.2.3), or where there is none yet a login of the last minutes;
/// ends all other sessions (promise Q08), and gives this one a new ID (Q03).
/// </summary>
internal sealed class PasswordChange(
    AccountsContext database, AccountUsers users, MailLinks links, PasswordRules rules, PasswordChecks passwords, Lanes lanes, ISessions sessions, EventLog events, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>The session as it is now, or why nothing was changed; exactly one of the two.</summary>
    public async Task<(SignedIn? SignedIn, Refusal? Refusal)> ChangeAsync(HttpContext context, string current, string password)
    {
        CancellationToken cancelled = context.RequestAborted;
        if (sessions.Current is not { } session
            || await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == session.UserId && a.DisabledAt == null, cancelled) is not { } account
            || !EmailAddress.TryParse(account.Email, out EmailAddress? address))
        {
            return (null, Refusal.Because(Reason.UserDisabled));
        }

        if (await ProveAsync(context, session, account, address, current) is { } unproved)
        {
            return (null, unproved);
        }

        if (rules.Refuse(password, address, account.TwoFactorEnabled) is { } weak)
        {
            return (null, Refusal.Because(Reason.WeakPassword, weak));
        }

        if (!passwords.TryHash(password, cancelled, out Task<string>? hashing))
        {
            return (null, Overload.Refusal());
        }

        string hash = await hashing;
        // Only if nobody changed the account since the old password was looked at.
        int changed = await database.Users.Where(a => a.Id == account.Id && a.ConcurrencyStamp == account.ConcurrencyStamp && a.DisabledAt == null)
            .ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, hash).SetProperty(u => u.SecurityStamp, Account.NewStamp())
                .SetProperty(u => u.ConcurrencyStamp, Account.NewStamp()), CancellationToken.None);
        if (changed != 1)
        {
            return (null, Refusal.Because(Reason.Conflict));
        }

        links.EndAll(account.Id);
        await sessions.EndOthersAsync();
        // The password is half of the proof where there is a second factor.
        SignedIn? signedIn = await sessions.RotateAsync(await users.OfAsync(account), reauthenticated: !account.TwoFactorEnabled, CancellationToken.None);
        await events.RecordAsync(AccountEvent.Of(context, EventKind.PasswordChanged, account.Id));
        return signedIn is null ? (null, Refusal.Because(Reason.Revoked)) : (signedIn, null);
    }

    private async Task<Refusal?> ProveAsync(HttpContext context, Session session, Account account, EmailAddress address, string current)
    {
        if (account.PasswordHash is null)
        {
            return time.GetUtcNow() - session.AuthenticatedAt <= Fresh ? null : Refusal.Because(Reason.FreshLoginRequired);
        }

        if (!passwords.TryCheck(lanes.Of(context, address, account.Id), account, current, context.RequestAborted, out Task<PasswordCheck>? checking))
        {
            return Overload.Refusal();
        }

        PasswordCheck check = await checking;
        return check.Wait is { } wait ? Refusal.Because(Reason.TooManyAttempts, retryAfter: wait)
            : check.Passed ? null : Refusal.Because(Reason.InvalidCredentials, "The current password is wrong.");
    }
}
