using Cloakroom.Server.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Admin;

/// <summary>Finds accounts, a page at a time.</summary>
internal sealed class AccountList(AccountsContext database)
{
    public const int PageSize = 50;

    /// <summary>The accounts whose address or ID begins with this text, by address.</summary>
    /// <param name="search">The beginning; empty for all.</param>
    /// <param name="after">The <see cref="AccountPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<AccountPage> FindAsync(string search, string? after, CancellationToken cancellationToken)
    {
        IQueryable<Account> found = database.Users.AsNoTracking();
        string address = search.Trim().ToUpperInvariant(), id = search.Trim().ToLowerInvariant();
        if (id.Length > 0)
        {
            found = found.Where(a => (a.NormalizedEmail ?? "").StartsWith(address) || a.Id.StartsWith(id));
        }

        if (!string.IsNullOrEmpty(after))
        {
            found = found.Where(a => string.Compare(a.NormalizedEmail, after) > 0);
        }

        List<Account> page = await found.OrderBy(a => a.NormalizedEmail).Take(PageSize + 1).ToListAsync(cancellationToken);
        ILookup<string, string> roles = await RolesAsync([.. page.Select(a => a.Id)], cancellationToken);
        return new(
            [.. page.Take(PageSize).Select(a => AccountRow.Of(a, roles[a.Id]))],
            page.Count > PageSize ? page[PageSize - 1].NormalizedEmail : null);
    }

    /// <summary>One account; null when there is none.</summary>
    public async Task<AccountRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is { } account
            ? AccountRow.Of(account, (await RolesAsync([id], cancellationToken))[id]) : null;

    /// <summary>The addresses of accounts, for lists in which only their IDs stand.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AddressesAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        string[] wanted = [.. ids.Distinct(StringComparer.Ordinal)];
        return await database.Users.AsNoTracking().Where(a => wanted.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => a.Email ?? "", StringComparer.Ordinal, cancellationToken);
    }

    private async Task<ILookup<string, string>> RolesAsync(string[] ids, CancellationToken cancellationToken) => (await database.UserRoles
        .Where(r => ids.Contains(r.UserId)).Join(database.Roles, r => r.RoleId, r => r.Id, (user, role) => new { user.UserId, role.Name })
        .ToListAsync(cancellationToken)).ToLookup(r => r.UserId, r => r.Name ?? "", StringComparer.Ordinal);
}

/// <summary>Some accounts, and where the next ones begin.</summary>
/// <param name="Accounts">In the order of their addresses.</param>
/// <param name="Next">To be given to the next call; null when there are no more.</param>
internal sealed record AccountPage(IReadOnlyList<AccountRow> Accounts, string? Next);

/// <summary>An account as an administrator sees it. Nothing in it is a secret.</summary>
internal sealed record AccountRow(string Id, string Email, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, bool HasSecondFactor)
{
    public static AccountRow Of(Account account, IEnumerable<string> roles) => new(
        account.Id, account.Email ?? "", [.. roles.Order(StringComparer.Ordinal)], DateTimeOffset.FromUnixTimeMilliseconds(account.CreatedAt),
        account.DisabledAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, account.TwoFactorEnabled);
}
