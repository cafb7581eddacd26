using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Everything that is kept about a person, for that person (GDPR articles 15 and 20). Secrets stay where they are: a hash or a key of a
/// factor is no information about somebody, and a file that lies in a download folder must not open the account.
/// </summary>
internal sealed class AccountExport(AccountsContext database, AccountsDatabase accounts, UserManager<Account> users, SessionEngine sessions)
{
    private const int MostEvents = 10_000;

    /// <summary>The export; null when there is no such account any more.</summary>
    public async Task<JsonObject?> OfAsync(string id, CancellationToken cancellationToken)
    {
        if (await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } account)
        {
            return null;
        }

        return new JsonObject
        {
            ["account"] = new JsonObject
            {
                ["id"] = account.Id,
                ["email"] = account.Email,
                ["emailConfirmed"] = account.EmailConfirmed,
                ["createdAt"] = Time(account.CreatedAt),
                ["roles"] = new JsonArray([.. (await users.GetRolesAsync(account)).Order(StringComparer.Ordinal).Select(r => JsonValue.Create(r))]),
                ["hasPassword"] = account.PasswordHash is not null,
                ["hasSecondFactor"] = account.TwoFactorEnabled,
            },
            ["passkeys"] = new JsonArray([.. (await users.GetPasskeysAsync(account)).Select(p => new JsonObject { ["name"] = p.Name, ["createdAt"] = p.CreatedAt.ToUniversalTime() })]),
            ["externalLogins"] = new JsonArray([.. (await users.GetLoginsAsync(account)).Select(l => new JsonObject { ["provider"] = l.LoginProvider, ["subject"] = l.ProviderKey })]),
            ["sessions"] = new JsonArray([.. (await sessions.ListAsync(id, cancellationToken)).Select(s => JsonSerializer.SerializeToNode(SessionJson.Listed(s, default), SessionJson.Options))]),
            ["events"] = Events(id),
        };
    }

    private JsonArray Events(string account)
    {
        using DbConnection connection = accounts.OpenQuick();
        using DbCommand command = connection.Prepare("SELECT At, Kind, Session, Device, Address, Detail FROM events WHERE Account = $1 ORDER BY Id DESC LIMIT $2", account, MostEvents);
        using DbDataReader reader = command.ExecuteReader();
        var all = new JsonArray();
        while (reader.Read())
        {
            all.Add(new JsonObject
            {
                ["at"] = Time(reader.GetInt64(0)),
                ["kind"] = reader.GetString(1),
                ["session"] = Text(reader, 2),
                ["device"] = reader.GetString(3),
                ["address"] = reader.GetString(4),
                ["detail"] = Text(reader, 5),
            });
        }

        return all;
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
