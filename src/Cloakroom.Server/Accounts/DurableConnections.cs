using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Cloakroom.Server.Accounts;

/// <summary>Gives every connection that Entity Framework opens the pragmas of <see cref="SqliteAccounts.Durable"/>; pooled ones may come from elsewhere.</summary>
internal sealed class DurableConnections : DbConnectionInterceptor
{
    public static DurableConnections Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = SqliteAccounts.Durable;
        command.ExecuteNonQuery();
    }

    // The driver has no asynchronous I/O; awaiting it would only pretend.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
