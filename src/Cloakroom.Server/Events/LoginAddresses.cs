using System.Data.Common;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Events;

/// <summary>From which address the sessions of an account began, as the log of events knows it.</summary>
internal sealed class LoginAddresses(AccountsDatabase database)
{
    // Twice the sessions that an account may have: a login that was replaced at once stands in the log too.
    private const int Most = 200;

    /// <summary>The address by the handle of the session.</summary>
    public IReadOnlyDictionary<string, string> Of(string account)
    {
        using DbConnection connection = database.OpenQuick();
        using DbCommand command = connection.Prepare(
            "SELECT Session, Address FROM events WHERE Account = $1 AND Kind IN ('login', 'register') AND Session IS NOT NULL ORDER BY Id DESC LIMIT $2", account, Most);
        using DbDataReader reader = command.ExecuteReader();
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            addresses.TryAdd(reader.GetString(0), reader.GetString(1));
        }

        return addresses;
    }
}
