using System.Collections.Immutable;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.Monitoring;
using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Passkeys;

/// <summary>
/// Logging in with a passkey alone. What is asked for is the same for everybody, and so is the refusal: who it is comes out only with a
/// signature that is right.
/// </summary>
internal sealed class PasskeyLogin(
    IPasskeyHandler<Account> handler, PasskeyStates states, PasskeyRecords records, AccountUsers sessionUsers, FailedLogins failures, TimeProvider time, ILogger<PasskeyLogin> logger)
{
    // RFC 8176 2. Whether the key can leave its hardware is what the authenticator says itself: one that can be copied is in software.
    private static readonly ImmutableArray<string> Hardware = ["hwk", "user", "mfa"], Software = ["swk", "user", "mfa"];

    public async Task<PasskeyQuestion> AskAsync(HttpContext context)
    {
        // For nobody in particular: the person chooses among the passkeys that the authenticator has for this site.
        PasskeyRequestOptionsResult made = await handler.MakeRequestOptionsAsync(user: null, context);
        return new(made.RequestOptionsJson, states.Seal(PasskeyCeremony.Login, made.AssertionState ?? ""));
    }

    public async Task<LoginOutcome> CheckAsync(HttpContext context, PasskeyAnswer answer)
    {
        LoginOutcome outcome = await TryAsync(context, answer);
        LoginMeter.Count("passkey", (outcome as LoginOutcome.Refused)?.Refusal.Reason);
        return outcome;
    }

    private async Task<LoginOutcome> TryAsync(HttpContext context, PasskeyAnswer answer)
    {
        // Before the signature is looked at: whoever ends all sessions from here on means this login too.
        DateTimeOffset began = time.GetUtcNow();
        if (!states.TryOpen(PasskeyCeremony.Login, answer.State, out PasskeyState? state))
        {
            return Refuse(account: null);
        }

        PasskeyAssertionResult<Account> result = await handler.PerformAssertionAsync(
            new() { HttpContext = context, CredentialJson = answer.Credential, AssertionState = state.Text });
        PasskeyOutage.ThrowIf(result.Failure);
        if (result is not { Succeeded: true, User: { } account, Passkey: { } passkey })
        {
            return Refuse(account: null);
        }

        return account.DisabledAt is null && await records.UseAsync(state, account, passkey)
            ? new LoginOutcome.Accepted(new SignIn(await sessionUsers.OfAsync(account))
            {
                AuthenticatedAt = began,
                AuthenticationMethods = passkey.IsBackupEligible ? Software : Hardware,
                Carrier = answer.Carrier,
            }, account)
            : Refuse(account.Id);
    }

    private LoginOutcome.Refused Refuse(string? account)
    {
        Log.LoginFailed(logger, account ?? "unknown");
        failures.Note(account);
        return new(Refusal.Because(Reason.PasskeyRefused));
    }
}
