using System.Data.Common;
using Cloakroom.Server.Events;
using Cloakroom.Server.Pages;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cloakroom.Server.Accounts;

/// <summary>Makes accounts. The first one is the administrator's, and there is exactly one first, however many race for it.</summary>
internal sealed class Registration(
    AccountsContext database, AccountsDatabase accounts, UserManager<Account> users, PasswordChecks passwords, RegistrationRule rule, PasswordRules rules, LoginThrottle throttle,
    EventDesk events, TimeProvider time, ILogger<Registration> logger)
{
    /// <summary>Why nobody could register like this, whoever has an account; null when it is worth a look.</summary>
    public Refusal? RefuseUnasked(EmailAddress address, string password) =>
        rule.State() == RegistrationState.Closed ? Refusal.Because(Reason.RegistrationClosed)
        : rules.Refuse(password, address) is { } weak ? Refusal.Because(Reason.WeakPassword, weak)
        : null;

    /// <summary>For a person who registers.</summary>
    public Task<RegistrationOutcome> RegisterAsync(EmailAddress address, string password, CancellationToken cancellationToken) =>
        rule.State() == RegistrationState.Closed
            ? Task.FromResult<RegistrationOutcome>(Refuse(Refusal.Because(Reason.RegistrationClosed)))
            : AddAsync(address, password, admin: false, cancellationToken);

    /// <summary>Adds an account, as administrator if it is the first or if asked for.</summary>
    public async Task<RegistrationOutcome> AddAsync(EmailAddress address, string password, bool admin, CancellationToken cancellationToken)
    {
        if (rules.Refuse(password, address) is { } weak)
        {
            return Refuse(Refusal.Because(Reason.WeakPassword, weak));
        }

        // Asked before the work of hashing; decided below, under the lock.
        if (await users.FindByEmailAsync(address.Text) is not null)
        {
            return Refuse(Refusal.Because(Reason.EmailTaken));
        }

        if (!passwords.TryHash(password, cancellationToken, out Task<string>? hashing))
        {
            return Refuse(Overload.Refusal());
        }

        return await StoreAsync(address, new Account(address, await hashing, time.GetUtcNow()), admin, static _ => true, cancellationToken);
    }

    /// <summary>Adds the account of a person who proved the address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="hash">The hash of the password that was chosen at the registration.</param>
    /// <param name="use">Uses up the proof, within the same transaction; false when somebody was faster.</param>
    /// <param name="cancellationToken">Stops waiting for the turn.</param>
    public Task<RegistrationOutcome> AddConfirmedAsync(EmailAddress address, string hash, Func<DbConnection, bool> use, CancellationToken cancellationToken) =>
        rule.State() == RegistrationState.Closed
            ? Task.FromResult<RegistrationOutcome>(Refuse(Refusal.Because(Reason.RegistrationClosed)))
            : StoreAsync(address, new Account(address, hash, time.GetUtcNow()) { EmailConfirmed = true }, admin: false, use, cancellationToken);

    // One at a time from the beginning of the transaction: nobody else can be first as well.
    private async Task<RegistrationOutcome> StoreAsync(EmailAddress address, Account account, bool admin, Func<DbConnection, bool> first, CancellationToken cancellationToken)
    {
        await using IDbContextTransaction transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        accounts.Queue(database.Database.GetDbConnection(), name: null);
        if (!first(database.Database.GetDbConnection()))
        {
            return Refuse(Refusal.Because(Reason.LinkInvalid));
        }

        bool isAdmin = admin || !await database.Users.AnyAsync(cancellationToken);
        IdentityResult result = await users.CreateAsync(account);
        if (!result.Succeeded)
        {
            return result.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName))
                ? Refuse(Refusal.Because(Reason.EmailTaken)) : Refuse(Refusal.Because(Reason.InvalidRequest));
        }

        if (isAdmin && !(await users.AddToRoleAsync(account, Account.AdminRole)).Succeeded)
        {
            throw new InvalidOperationException("The role admin cannot be given; nothing was stored.");
        }

        // What was begun is finished: a person who closes the tab now has an account.
        await transaction.CommitAsync(CancellationToken.None);
        // Others may have tried the name before there was an account.
        throttle.Reopen(address);
        Log.Registered(logger, account.Id, isAdmin);
        await events.RecordAsync(EventKind.Register, account.Id, isAdmin ? "+admin" : null);
        return new RegistrationOutcome.Registered(new SessionUser(account.Id)
        {
            Email = account.Email,
            Roles = isAdmin ? [Account.AdminRole] : [],
        });
    }

    private static RegistrationOutcome.Refused Refuse(Refusal refusal) => new(refusal);
}

/// <summary>What a registration came to.</summary>
internal abstract record RegistrationOutcome
{
    private RegistrationOutcome()
    {
    }

    public sealed record Registered(SessionUser User) : RegistrationOutcome;

    public sealed record Refused(Refusal Refusal) : RegistrationOutcome;
}
