using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>A change that a link from a mail allows, once: using the link up and making the change are one step, and one at a time.</summary>
internal sealed class LinkedChange(AccountsContext database, AccountsDatabase accounts, MailLinks links)
{
    /// <param name="secret">The link.</param>
    /// <param name="link">What it is good for.</param>
    /// <param name="change">Makes the change, within the transaction; false when it cannot be made any more.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    /// <returns>False when nothing was changed: the link was used by somebody faster, or the change refused.</returns>
    public async Task<bool> TryAsync(LinkSecret secret, MailLink link, Func<DbConnection, Task<bool>> change, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        DbConnection connection = database.Database.GetDbConnection();
        accounts.Queue(connection, name: null);
        if (!links.Use(connection, secret) || !await change(connection))
        {
            return false;
        }

        MailLinks.EndAll(connection, link.Group);
        // What was begun is finished, also for a person who closes the tab now.
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }
}
