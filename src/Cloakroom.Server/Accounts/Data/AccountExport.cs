using System.Text.Json;
using System.Text.Json.Nodes;
using Cloakroom.Server.Events;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Everything that is kept about a person, for that person (GDPR articles 15 and 20). Secrets stay where they are: a hash or a key of a
/// factor is no information about somebody, and a file that lies in a download folder must not open the account.
/// </summary>
internal sealed class AccountExport(AccountsContext database, EventReader events, UserManager<Account> users, SessionEngine sessions)
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
            ["sessions"] = new JsonArray([.. (await sessions.ListAsync(id, cancellationToken)).Select(s => JsonSerializer.SerializeToNode(SessionJson.Listed(s, default), ServerJson.Options))]),
            ["events"] = Events(id),
        };
    }

    private JsonArray Events(string account) => new([.. events.ReadAll(new EventQuery { Account = account })
        // What the person did to others is theirs.
        .Where(e => e.What.Account == account).Take(MostEvents).Select(e => new JsonObject
        {
            ["at"] = e.At,
            ["kind"] = e.What.Kind,
            ["session"] = e.What.Session,
            ["device"] = e.What.Device,
            ["address"] = e.What.Address,
            ["detail"] = e.What.Detail,
        })]);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
