using System.Data.Common;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.External;

/// <summary>
/// Takes away the logins of whoever made an account with an address that is not theirs, once its owner has set a password by mail ("Pre-hijacked
/// accounts", Sudhodanan and Paverd 2022, the trojan identifier attack). Only links from before the address was confirmed are in doubt.
/// </summary>
internal sealed class UnprovenLinks(AccountsDatabase database) : IEventListener
{
    /// <summary>The name of what Identity keeps beside such a link.</summary>
    public const string Mark = "linked before the address was confirmed";

    public ValueTask HeardAsync(AccountEvent happened, CancellationToken cancellationToken)
    {
        if (happened is { Kind: EventKind.PasswordReset, Account: { } account })
        {
            using DbConnection connection = database.OpenDurable();
            using DbTransaction transaction = connection.BeginTransaction();
            connection.Run(
                """
                DELETE FROM account_logins WHERE "UserId" = $1 AND EXISTS (
                    SELECT 1 FROM account_tokens AS t WHERE t."UserId" = $1 AND t."LoginProvider" = account_logins."LoginProvider" AND t."Name" = $2)
                """,
                account, Mark);
            connection.Run("""DELETE FROM account_tokens WHERE "UserId" = $1 AND "Name" = $2""", account, Mark);
            transaction.Commit();
        }

        return ValueTask.CompletedTask;
    }
}
