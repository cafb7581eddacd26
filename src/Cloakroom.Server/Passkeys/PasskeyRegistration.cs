using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Passkeys;

/// <summary>Adds a passkey to the account of a person who is logged in.</summary>
internal sealed class PasskeyRegistration(
    IPasskeyHandler<Account> handler, PasskeyStates states, PasskeyRecords records, AccountsContext database, UserManager<Account> users, TimeProvider time)
{
    /// <summary>More are a sign of a program that adds them.</summary>
    public const int MaxPerAccount = 20;

    public async Task<PasskeyQuestion> AskAsync(HttpContext context, Account account)
    {
        string name = account.Email ?? account.Id;
        PasskeyCreationOptionsResult made = await handler.MakeCreationOptionsAsync(new() { Id = account.Id, Name = name, DisplayName = name }, context);
        return new(made.CreationOptionsJson, states.Seal(PasskeyCeremony.Registration, made.AttestationState ?? ""));
    }

    /// <summary>The new passkey, or the refusal; exactly one of the two.</summary>
    public async Task<(ListedPasskey? Passkey, Refusal? Refusal)> AddAsync(HttpContext context, Account account, PasskeyAnswer answer)
    {
        if (!states.TryOpen(PasskeyCeremony.Registration, answer.State, out PasskeyState? state))
        {
            return Refuse(Reason.PasskeyRefused);
        }

        PasskeyAttestationResult result = await handler.PerformAttestationAsync(
            new() { HttpContext = context, CredentialJson = answer.Credential, AttestationState = state.Text });
        PasskeyOutage.ThrowIf(result.Failure);
        // The state names the account that asked.
        if (result is not { Succeeded: true, Passkey: { } made, UserEntity: { } owner } || owner.Id != account.Id)
        {
            return Refuse(Reason.PasskeyRefused);
        }

        // Identity takes the time from the machine.
        var passkey = new UserPasskeyInfo(
            made.CredentialId, made.PublicKey, time.GetUtcNow(), made.SignCount, made.Transports, made.IsUserVerified, made.IsBackupEligible, made.IsBackedUp,
            made.AttestationObject, made.ClientDataJson)
        {
            Name = answer.Name ?? PasskeyNames.Of(made.AttestationObject, context.Request.Headers.UserAgent.ToString()),
        };
        return await StoreAsync(account.Id, passkey, state) is { } refusal ? Refuse(refusal)
            : (new(System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId), passkey.Name, passkey.CreatedAt, LastUsedAt: null, passkey.IsBackedUp), null);
    }

    private async Task<Reason?> StoreAsync(string accountId, UserPasskeyInfo passkey, PasskeyState state)
    {
        await using IDbContextTransaction transaction = await records.BeginAsync(accountId);
        // Read again: the context has forgotten it, and it may be another by now.
        if (!records.Spend(database.Database.GetDbConnection(), state) || await users.FindByIdAsync(accountId) is not { DisabledAt: null } account)
        {
            return Reason.PasskeyRefused;
        }

        if (await database.UserPasskeys.CountAsync(p => p.UserId == accountId) >= MaxPerAccount)
        {
            return Reason.TooManyPasskeys;
        }

        if (!(await users.AddOrUpdatePasskeyAsync(account, passkey)).Succeeded)
        {
            return Reason.PasskeyRefused;
        }

        await transaction.CommitAsync();
        return null;
    }

    private static (ListedPasskey? Passkey, Refusal? Refusal) Refuse(Reason reason) => (null, Refusal.Because(reason));
}
