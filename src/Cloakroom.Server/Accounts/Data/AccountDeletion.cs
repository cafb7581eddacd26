using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Removes an account for good. What the log of events keeps names it by its random ID, until the log forgets. The last administrator stays:
/// nobody could let anybody in any more.
/// </summary>
internal sealed class AccountDeletion(AccountsContext database, AccountsDatabase accounts, UserManager<Account> users, SessionEngine sessions)
{
    /// <summary>Why not; null when it is done.</summary>
    public async Task<Refusal?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One at a time: two administrators who leave at the same moment are not both the last but one.
        accounts.Queue(database.Database.GetDbConnection(), name: null);
        if (await database.Users.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } account)
        {
            return Refusal.Because(Reason.NotFound);
        }

        if (await users.IsInRoleAsync(account, Account.AdminRole)
            && (await users.GetUsersInRoleAsync(Account.AdminRole)).All(a => a.Id == id || a.DisabledAt is not null))
        {
            return Refusal.Because(Reason.LastAdministrator);
        }

        if (!(await users.DeleteAsync(account)).Succeeded)
        {
            return Refusal.Because(Reason.Conflict);
        }

        // First the account, then the sessions: a login in between finds no account (AccountEndpoints).
        await transaction.CommitAsync(CancellationToken.None);
        await sessions.EndAllAsync(new(id, Except: null, EndReason.UserDisabled));
        return null;
    }
}
