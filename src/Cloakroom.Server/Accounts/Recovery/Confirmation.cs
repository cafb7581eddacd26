using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>
/// What follows a link that proves an address. Whoever can read a mailbox has not thereby chosen the password: a stranger may have registered
/// this address to have its owner confirm it, or mistyped a new one. So the password is asked for as well, unless one is logged in.
/// </summary>
internal sealed class Confirmation(
    MailLinks links, PasswordChecks passwords, Lanes lanes, Registration registration, AddressChange addresses, ISessions sessions, EventLog events)
{
    public async Task<ConfirmationOutcome> ConfirmAsync(HttpContext context, string code, string password)
    {
        if (!LinkSecret.TryParse(code, out LinkSecret? secret) || links.Find(secret) is not { } link || !EmailAddress.TryParse(link.Address, out EmailAddress? address))
        {
            return Refused(LinkPurpose.Register, Refusal.Because(Reason.LinkInvalid));
        }

        return link.Purpose switch
        {
            LinkPurpose.Register => await RegisterAsync(context, secret, link, address, password),
            LinkPurpose.Address => Changed(LinkPurpose.Address, await ChangeAsync(context, secret, link, password)),
            LinkPurpose.Undo => Changed(LinkPurpose.Undo, await addresses.UndoAsync(context, secret, link)),
            _ => Refused(LinkPurpose.Register, Refusal.Because(Reason.LinkInvalid)),
        };
    }

    private async Task<ConfirmationOutcome> RegisterAsync(HttpContext context, LinkSecret secret, MailLink link, EmailAddress address, string password)
    {
        // The hash of this very registration: others of the same address have links of their own.
        var wanted = new Account { PasswordHash = link.Payload };
        if (await CheckAsync(context, address, wanted, accountId: null, password) is { } wrong)
        {
            return Refused(LinkPurpose.Register, wrong);
        }

        RegistrationOutcome outcome = await registration.AddConfirmedAsync(address, link.Payload, connection =>
        {
            bool used = links.Use(connection, secret);
            MailLinks.EndAll(connection, link.Group);
            return used;
        }, context.RequestAborted);
        if (outcome is not RegistrationOutcome.Registered { User: var user })
        {
            Refusal refusal = (outcome as RegistrationOutcome.Refused)?.Refusal ?? Refusal.Because(Reason.LinkInvalid);
            // That somebody else has the address by now is no secret to its owner, but no use either.
            return Refused(LinkPurpose.Register, refusal.Reason == Reason.EmailTaken ? Refusal.Because(Reason.LinkInvalid) : refusal);
        }

        await events.RecordAsync(AccountEvent.Of(context, EventKind.EmailConfirmed, user.Id));
        return new ConfirmationOutcome.Registered(user);
    }

    private async Task<Refusal?> ChangeAsync(HttpContext context, LinkSecret secret, MailLink link, string password)
    {
        if (sessions.Current?.UserId != link.Group)
        {
            if (await addresses.FindAsync(link.Group, context.RequestAborted) is not { } account || !EmailAddress.TryParse(account.Email, out EmailAddress? now))
            {
                return Refusal.Because(Reason.LinkInvalid);
            }

            if (await CheckAsync(context, now, account, account.Id, password) is { } wrong)
            {
                return wrong;
            }
        }

        return await addresses.ChangeAsync(context, secret, link);
    }

    private async Task<Refusal?> CheckAsync(HttpContext context, EmailAddress name, Account account, string? accountId, string password)
    {
        if (!passwords.TryCheck(lanes.Of(context, name, accountId), account, password, context.RequestAborted, out Task<PasswordCheck>? checking))
        {
            return Overload.Refusal();
        }

        PasswordCheck check = await checking;
        return check.Wait is { } wait ? Refusal.Because(Reason.TooManyAttempts, retryAfter: wait)
            : check.Passed ? null : Refusal.Because(Reason.InvalidCredentials);
    }

    private static ConfirmationOutcome.Refused Refused(string purpose, Refusal refusal) => new(purpose, refusal);

    private static ConfirmationOutcome Changed(string purpose, Refusal? refusal) =>
        refusal is null ? new ConfirmationOutcome.Changed(purpose) : Refused(purpose, refusal);
}

/// <summary>What a confirmation came to.</summary>
internal abstract record ConfirmationOutcome
{
    private ConfirmationOutcome()
    {
    }

    /// <summary>There is an account now.</summary>
    public sealed record Registered(SessionUser User) : ConfirmationOutcome;

    /// <summary>The account has another address now.</summary>
    public sealed record Changed(string Purpose) : ConfirmationOutcome;

    public sealed record Refused(string Purpose, Refusal Refusal) : ConfirmationOutcome;
}
