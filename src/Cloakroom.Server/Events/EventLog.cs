using System.Data.Common;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Events;

/// <summary>Writes down what happened to accounts, and tells the listeners. What has happened stays so: a log that cannot be written refuses nobody.</summary>
internal sealed class EventLog(AccountsDatabase database, IEnumerable<IEventListener> listeners, TimeProvider time, ILogger<EventLog> logger)
{
    public async ValueTask RecordAsync(AccountEvent happened)
    {
        try
        {
            Append(happened);
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
        {
            Log.EventLost(logger, happened.Kind, happened.Account ?? "unknown", failure);
        }

        foreach (IEventListener listener in listeners)
        {
            try
            {
                await listener.HeardAsync(happened, CancellationToken.None);
            }
            catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure))
            {
                Log.EventUnheard(logger, happened.Kind, happened.Account ?? "unknown", failure);
            }
        }
    }

    private void Append(AccountEvent happened)
    {
        using DbConnection connection = database.OpenQuick();
        connection.Run(
            "INSERT INTO events (At, Kind, Account, Actor, Session, Device, Address, Detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            time.GetUtcNow().ToUnixTimeMilliseconds(), happened.Kind, Nullable(happened.Account), Nullable(happened.Actor), Nullable(happened.Session),
            happened.Device, happened.Address, Nullable(happened.Detail));
    }

    private static object Nullable(string? value) => value is null ? DBNull.Value : value;
}
