using System.Data.Common;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.External;

/// <summary>Which accounts belong to which people at providers. A link is never made but by somebody who has just proved to be both.</summary>
internal sealed class ExternalLinks(AccountsContext database, AccountsDatabase accounts, UserManager<Account> users, ExternalProviders providers, RegistrationRule rule, TimeProvider time)
{
    /// <summary>The account of a person at a provider; null when there is none.</summary>
    public Task<Account?> FindAsync(ExternalIdentity identity) => users.FindByLoginAsync(identity.Provider, identity.Subject);

    /// <summary>
    /// A new account for a person whom nobody here knows. It has no password, and its address counts as confirmed only where the provider
    /// says so. Null with the reason: registration is closed, or there is an account with this address, which is never taken over silently.
    /// </summary>
    public async Task<(Account? Account, Reason? Refusal)> RegisterAsync(ExternalIdentity identity, EmailAddress address, CancellationToken cancellationToken)
    {
        if (await users.FindByEmailAsync(address.Text) is not null)
        {
            return (null, identity.EmailIsVerified ? Reason.ExternalLinkFirst : Reason.EmailTaken);
        }

        if (rule.State() == Pages.RegistrationState.Closed)
        {
            return (null, Reason.RegistrationClosed);
        }

        // As for an account with a password: one at a time, so that there is one first.
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        accounts.Queue(database.Database.GetDbConnection(), name: null);
        var account = new Account(address, passwordHash: null, time.GetUtcNow()) { EmailConfirmed = identity.EmailIsVerified };
        bool isFirst = !await database.Users.AnyAsync(cancellationToken);
        if (!(await users.CreateAsync(account)).Succeeded)
        {
            return (null, identity.EmailIsVerified ? Reason.ExternalLinkFirst : Reason.EmailTaken);
        }

        if (!(await users.AddLoginAsync(account, Info(identity))).Succeeded)
        {
            return (null, Reason.ExternalTaken);
        }

        await MarkAsync(account, identity);
        if (isFirst && !(await users.AddToRoleAsync(account, Account.AdminRole)).Succeeded)
        {
            throw new InvalidOperationException("The role admin cannot be given; nothing was stored.");
        }

        await transaction.CommitAsync(CancellationToken.None);
        return (account, null);
    }

    /// <summary>Adds a way to log in to an account; why not, if another account has it, or this one has another of the same provider.</summary>
    public async Task<Reason?> AddAsync(Account account, ExternalIdentity identity)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(CancellationToken.None);
        accounts.Queue(database.Database.GetDbConnection(), LockOf(account.Id));
        if (await FindAsync(identity) is { } owner)
        {
            return owner.Id == account.Id ? null : Reason.ExternalTaken;
        }

        if ((await users.GetLoginsAsync(account)).Any(l => l.LoginProvider == identity.Provider) || !(await users.AddLoginAsync(account, Info(identity))).Succeeded)
        {
            return Reason.ExternalTaken;
        }

        await MarkAsync(account, identity);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    /// <summary>Takes away a way to log in; why not, where it is the last one, or there is none.</summary>
    public async Task<Reason?> RemoveAsync(string userId, string provider)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(CancellationToken.None);
        DbConnection connection = database.Database.GetDbConnection();
        accounts.Queue(connection, LockOf(userId));
        IReadOnlyList<string> linked = await ListAsync(userId, CancellationToken.None);
        if (!linked.Contains(provider, StringComparer.Ordinal))
        {
            return Reason.NotFound;
        }

        // A provider that is not in the settings any more lets nobody in.
        if (!linked.Any(l => l != provider && providers.FindByKey(l) is not null)
            && await database.Users.Where(a => a.Id == userId).Select(a => a.PasswordHash).SingleOrDefaultAsync() is null
            && !await database.UserPasskeys.AnyAsync(p => p.UserId == userId))
        {
            return Reason.LastWayIn;
        }

        connection.Run("""DELETE FROM account_logins WHERE "UserId" = $1 AND "LoginProvider" = $2""", userId, provider);
        connection.Run("DELETE FROM external_sessions WHERE UserId = $1 AND Provider = $2", userId, provider);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }

    /// <summary>The account, read anew; null when it is gone.</summary>
    public Task<Account?> FindAccountAsync(string userId) => users.FindByIdAsync(userId);

    /// <summary>The keys of the providers that an account is linked to.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string userId, CancellationToken cancellationToken) =>
        await database.UserLogins.AsNoTracking().Where(l => l.UserId == userId).Select(l => l.LoginProvider).ToListAsync(cancellationToken);

    /// <summary>Under which name the ways into an account are changed, one change after the other.</summary>
    public static byte[] LockOf(string userId) => System.Text.Encoding.UTF8.GetBytes($"ways in {userId}");

    private Task MarkAsync(Account account, ExternalIdentity identity) =>
        account.EmailConfirmed ? Task.CompletedTask : users.SetAuthenticationTokenAsync(account, identity.Provider, UnprovenLinks.Mark, "1");

    private static UserLoginInfo Info(ExternalIdentity identity) => new(identity.Provider, identity.Subject, identity.Title);
}
