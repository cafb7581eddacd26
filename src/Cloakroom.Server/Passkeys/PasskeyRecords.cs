using System.Data.Common;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.External;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Passkeys;

/// <summary>What is written when a passkey was used: that this challenge is spent, the counter, and the time. One step, on every node.</summary>
internal sealed class PasskeyRecords(AccountsContext database, AccountsDatabase accounts, TimeProvider time)
{
    /// <summary>
    /// False when the challenge was answered before, the passkey was removed meanwhile, or its counter has gone further: the signature was
    /// checked before, beside everybody else who did the same, and this is where one of them wins.
    /// </summary>
    public async Task<bool> UseAsync(PasskeyState state, Account account, UserPasskeyInfo used)
    {
        await using IDbContextTransaction transaction = await BeginAsync(account.Id);
        DbConnection connection = database.Database.GetDbConnection();
        if (!Spend(connection, state) || await FindAsync(account.Id, used.CredentialId) is not { } stored || !Counts(stored.Data.SignCount, used.SignCount))
        {
            return false;
        }

        (stored.Data.SignCount, stored.Data.IsBackedUp) = (used.SignCount, used.IsBackedUp);
        await database.SaveChangesAsync();
        connection.Run(
            "INSERT INTO passkey_uses (CredentialId, UsedAt) VALUES ($1, $2) ON CONFLICT (CredentialId) DO UPDATE SET UsedAt = $2",
            used.CredentialId, time.GetUtcNow().ToUnixTimeMilliseconds());
        await transaction.CommitAsync();
        return true;
    }

    /// <summary>A transaction in which nobody else changes the ways into this account, passkeys or logins elsewhere.</summary>
    public async Task<IDbContextTransaction> BeginAsync(string accountId)
    {
        IDbContextTransaction transaction = await database.Database.BeginTransactionAsync();
        accounts.Queue(database.Database.GetDbConnection(), ExternalLinks.LockOf(accountId));
        // What was read before the turn came may be old.
        database.ChangeTracker.Clear();
        return transaction;
    }

    /// <summary>A passkey, to be changed; null for another account's.</summary>
    public Task<IdentityUserPasskey<string>?> FindAsync(string accountId, byte[] credentialId) =>
        database.UserPasskeys.SingleOrDefaultAsync(p => p.UserId == accountId && p.CredentialId == credentialId);

    /// <summary>Whether this is the first answer to a challenge.</summary>
    public bool Spend(DbConnection connection, PasskeyState state)
    {
        connection.Run("DELETE FROM passkey_answers WHERE ExpiresAt < $1", time.GetUtcNow().ToUnixTimeMilliseconds());
        return connection.Run(
            "INSERT INTO passkey_answers (Digest, ExpiresAt) VALUES ($1, $2) ON CONFLICT DO NOTHING", state.Digest, state.EndsAt.ToUnixTimeMilliseconds()) == 1;
    }

    // Web Authentication Level 3, 7.2 step 22: a counter that does not grow is the sign of a copy, but for authenticators that have none.
    private static bool Counts(uint stored, uint used) => used > stored || (used == 0 && stored == 0);
}
