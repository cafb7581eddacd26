using System.Security.Cryptography;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Admin;

/// <summary>
/// What an administrator does to the account of somebody. Here the account is changed; its live sessions are for the caller, afterwards: whoever
/// logs in between the two looks at the account again once the session exists. There is always an administrator who can log in.
/// </summary>
internal sealed class AccountActs(AccountsContext database, AccountsDatabase accounts, UserManager<Account> users, AccountUsers sessionUsers, TimeProvider time)
{
    /// <summary>Lets nobody log in with it.</summary>
    public Task<ActOutcome> DisableAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, async account =>
    {
        if (account.DisabledAt is not null)
        {
            return new Changed("");
        }

        if (await users.IsInRoleAsync(account, Account.AdminRole) && !await database.HasOtherAdministratorAsync(id, cancellationToken))
        {
            return new Changed(Refusal.Because(Reason.LastAdministrator));
        }

        account.DisabledAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new Changed("disabled");
    }, cancellationToken);

    /// <summary>Lets its owner log in again, with the password and the roles of before.</summary>
    public Task<ActOutcome> EnableAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, account =>
    {
        string change = account.DisabledAt is null ? "" : "enabled";
        account.DisabledAt = null;
        return Task.FromResult(new Changed(change));
    }, cancellationToken);

    /// <summary>Gives it other roles.</summary>
    /// <param name="id">The account.</param>
    /// <param name="change">From the roles that it has to those that it is to have.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ActOutcome> SetRolesAsync(string id, Func<IEnumerable<string>, IEnumerable<string>> change, CancellationToken cancellationToken) => ChangeAsync(id, async account =>
    {
        HashSet<string> old = new(await users.GetRolesAsync(account), StringComparer.Ordinal), wanted = new(change(old), StringComparer.Ordinal);
        string[] added = [.. wanted.Except(old, StringComparer.Ordinal).Order(StringComparer.Ordinal)], removed = [.. old.Except(wanted, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (removed.Contains(Account.AdminRole, StringComparer.Ordinal) && account.DisabledAt is null && !await database.HasOtherAdministratorAsync(id, cancellationToken))
        {
            return new Changed(Refusal.Because(Reason.LastAdministrator));
        }

        if (!added.All(RoleName.IsValid) || wanted.Count > RoleName.MaxPerAccount)
        {
            return new Changed(Refusal.Because(Reason.InvalidRequest, $"{RoleName.Rule} An account has at most {RoleName.MaxPerAccount}."));
        }

        foreach (string role in added)
        {
            await MakeRoleAsync(role, cancellationToken);
        }

        Require(await users.AddToRolesAsync(account, added));
        Require(await users.RemoveFromRolesAsync(account, removed));
        return new Changed(string.Join(' ', [.. added.Select(r => "+" + r), .. removed.Select(r => "-" + r)]));
    }, cancellationToken);

    // One at a time: two administrators who disable each other would both not be the last.
    private async Task<ActOutcome> ChangeAsync(string id, Func<Account, Task<Changed>> change, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        accounts.Queue(database.Database.GetDbConnection(), name: null);
        if (await database.Users.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } account)
        {
            return new ActOutcome.Refused(Refusal.Because(Reason.NotFound));
        }

        Changed changed = await change(account);
        if (changed.Refusal is { } refusal)
        {
            return new ActOutcome.Refused(refusal);
        }

        if (changed.What.Length > 0)
        {
            // Whoever has read the account before cannot write it back as it was.
            account.ConcurrencyStamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            await database.SaveChangesAsync(CancellationToken.None);
        }

        SessionUser user = await sessionUsers.OfAsync(account);
        await transaction.CommitAsync(CancellationToken.None);
        return new ActOutcome.Done(user, account.DisabledAt is not null, changed.What);
    }

    private async Task MakeRoleAsync(string role, CancellationToken cancellationToken)
    {
        string normalized = role.ToUpperInvariant();
        if (!await database.Roles.AnyAsync(r => r.NormalizedName == normalized, cancellationToken))
        {
            database.Roles.Add(new IdentityRole { Id = role, Name = role, NormalizedName = normalized, ConcurrencyStamp = "1" });
            await database.SaveChangesAsync(cancellationToken);
        }
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"The roles cannot be changed: {string.Join(", ", result.Errors.Select(e => e.Code))}.");
        }
    }

    private readonly record struct Changed(string What, Refusal? Refusal)
    {
        public Changed(string what)
            : this(what, null)
        {
        }

        public Changed(Refusal refusal)
            : this("", refusal)
        {
        }
    }
}
