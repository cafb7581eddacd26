using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>Accounts as sessions know them: at a login, and again at every refresh.</summary>
internal sealed class AccountUsers(AccountsContext database, UserManager<Account> users) : IRefreshUsers
{
    public async ValueTask<SessionUser?> FindAsync(string userId, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == userId && a.DisabledAt == null, cancellationToken) is { } account
            ? await OfAsync(account) : null;

    public async Task<SessionUser> OfAsync(Account account) => new(account.Id)
    {
        Email = account.Email,
        Roles = [.. (await users.GetRolesAsync(account)).Order(StringComparer.Ordinal)],
    };
}
