using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// What the person who is logged in does to their own second factor, and what follows: it is written down, their other sessions end (promise
/// Q08), and this one gets a new ID (Q03).
/// </summary>
internal sealed class FactorChanges(AccountsContext database, AccountFactors factors, PasswordChecks passwords, Lanes lanes, ISessions sessions, EventLog events)
{
    /// <summary>Turns the factor on with the first code of the secret that waits.</summary>
    public async Task<FactorAnswer> ConfirmAsync(HttpContext context, Session session, string code)
    {
        switch (factors.Confirm(session.UserId, code))
        {
            case SetupOutcome.Added added:
                return FactorAnswer.Done(await ChangedAsync(context, session, EventKind.FactorAdded), added.RecoveryCodes);
            case SetupOutcome.Wrong:
                return FactorAnswer.Refused(Refusal.Because(Reason.InvalidCode));
            default:
                return FactorAnswer.Refused(Refusal.Because(Reason.Conflict, "No new secret waits for its first code; begin again."));
        }
    }

    /// <summary>Makes recovery codes anew. Nobody's rights change by it, so sessions stay.</summary>
    public async Task<FactorAnswer> RenewRecoveryCodesAsync(HttpContext context, Session session)
    {
        if (factors.RenewRecoveryCodes(session.UserId) is not { } codes)
        {
            return FactorAnswer.Refused(Refusal.Because(Reason.Conflict, "There is no second factor that recovery codes could stand in for."));
        }

        await events.RecordAsync(AccountEvent.Of(context, EventKind.RecoveryCodesMade, session.UserId));
        return FactorAnswer.Done(signedIn: null, codes);
    }

    /// <summary>
    /// Turns the factor off. It takes the password, and that must be long enough to be all there is from now on (Q45): a shorter one is changed
    /// first.
    /// </summary>
    public async Task<FactorAnswer> RemoveAsync(HttpContext context, Session session, string password)
    {
        if (await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == session.UserId && a.DisabledAt == null, context.RequestAborted) is not { } account)
        {
            return FactorAnswer.Refused(Refusal.Because(Reason.UserDisabled));
        }

        if (await ProveAsync(context, account, password) is { } refusal)
        {
            return FactorAnswer.Refused(refusal);
        }

        // Only if nobody changed the password since it was looked at.
        return await factors.ResetAsync(account.Id, account.SecurityStamp)
            ? FactorAnswer.Done(await ChangedAsync(context, session, EventKind.FactorRemoved), recoveryCodes: null)
            : FactorAnswer.Refused(Refusal.Because(Reason.Conflict, "There is no second factor, or the account was changed meanwhile."));
    }

    // Without a password the account has none that could be too short; that the login is fresh was asked before.
    private async Task<Refusal?> ProveAsync(HttpContext context, Account account, string password)
    {
        if (account.PasswordHash is null)
        {
            return null;
        }

        if (!EmailAddress.TryParse(account.Email, out EmailAddress? address))
        {
            return Refusal.Because(Reason.UserDisabled);
        }

        if (!passwords.TryCheck(lanes.Of(context, address, account.Id), account, password, context.RequestAborted, out Task<PasswordCheck>? checking))
        {
            return Overload.Refusal();
        }

        PasswordCheck check = await checking;
        return check.Wait is { } wait ? Refusal.Because(Reason.TooManyAttempts, retryAfter: wait)
            : !check.Passed ? Refusal.Because(Reason.InvalidCredentials, "The password is wrong.")
            : PasswordPolicy.Length(password) < PasswordPolicy.MinLength
                ? Refusal.Because(Reason.WeakPassword, $"Without a second factor a password has at least {PasswordPolicy.MinLength} characters; change it first.")
            : null;
    }

    private async Task<SignedIn?> ChangedAsync(HttpContext context, Session session, string kind)
    {
        await events.RecordAsync(AccountEvent.Of(context, kind, session.UserId));
        await sessions.EndOthersAsync();
        return await sessions.RotateAsync(session.User, reauthenticated: false, CancellationToken.None);
    }
}

/// <summary>What a change came to: done, with the session under its new ID and codes to show; or why not.</summary>
/// <param name="SignedIn">The session, where it has a new ID.</param>
/// <param name="RecoveryCodes">To be shown now; null where none were made.</param>
/// <param name="Refusal">Null when it was done.</param>
internal sealed record FactorAnswer(SignedIn? SignedIn, IReadOnlyList<string>? RecoveryCodes, Refusal? Refusal)
{
    public static FactorAnswer Done(SignedIn? signedIn, IReadOnlyList<string>? recoveryCodes) => new(signedIn, recoveryCodes, Refusal: null);

    public static FactorAnswer Refused(Refusal refusal) => new(SignedIn: null, RecoveryCodes: null, refusal);

    /// <summary>Prints no code.</summary>
    public override string ToString() => Refusal?.Reason.Code ?? "done";
}
