using System.Data.Common;
using Cloakroom.Server.Events;
using Cloakroom.Server.Languages;
using Cloakroom.Server.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Removes an account for good. What the log of events keeps names it by its random ID, until the log forgets. The last administrator stays:
/// nobody could let anybody in any more.
/// </summary>
internal sealed class AccountDeletion(AccountsContext database, AccountsDatabase accounts, UserManager<Account> users, SessionEngine sessions, Outbox outbox, PostOffice post)
{
    /// <summary>Why not; null when it is done.</summary>
    public async Task<Refusal?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One at a time: two administrators who leave at the same moment are not both the last but one.
        DbConnection connection = database.Database.GetDbConnection();
        accounts.Queue(connection, name: null);
        if (await database.Users.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } account)
        {
            return Refusal.Because(Reason.NotFound);
        }

        if (await users.IsInRoleAsync(account, Account.AdminRole) && !await database.HasOtherAdministratorAsync(id, cancellationToken))
        {
            return Refusal.Because(Reason.LastAdministrator);
        }

        if (!(await users.DeleteAsync(account)).Succeeded)
        {
            return Refusal.Because(Reason.Conflict);
        }

        connection.Run("DELETE FROM mail_links WHERE account = $1", id);
        connection.Run("DELETE FROM mail_outbox WHERE account = $1", id);
        if (post.IsOpen && account.Email is { } address)
        {
            // The last that is known of the address; it is gone once the mail has left.
            outbox.TryAdd(connection, new(EventKind.Deleted, address, id, "", Texts.Language));
        }

        // First the account, then the sessions: a login in between finds no account (AccountEndpoints).
        await transaction.CommitAsync(CancellationToken.None);
        post.Ring();
        await sessions.EndAllAsync(new(id, Except: null, EndReason.UserDisabled));
        return null;
    }
}
