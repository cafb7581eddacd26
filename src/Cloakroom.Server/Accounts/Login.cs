using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cloakroom.Server.Accounts;

/// <summary>Is this the person? One way through for every name and password, so that the answer tells nothing but yes or no.</summary>
internal sealed class Login(
    AccountsContext database, UserManager<Account> users, AccountUsers sessionUsers, PasswordChecks passwords, LoginThrottle throttle, TimeProvider time, ILogger<Login> logger)
{
    public async Task<LoginOutcome> CheckAsync(EmailAddress name, string password, CancellationToken cancellationToken)
    {
        // Before the password is looked at: whoever ends all sessions from here on means this login too.
        DateTimeOffset began = time.GetUtcNow();
        if (throttle.Wait(name) is { } wait)
        {
            return Throttled(wait);
        }

        Account? account = await users.FindByEmailAsync(name.Text);
        if (!passwords.TryCheck(name, account, password, cancellationToken, out Task<PasswordCheck>? checking))
        {
            return new LoginOutcome.Refused(Overload.Refusal());
        }

        PasswordCheck check = await checking;
        if (check.Wait is { } waitNow)
        {
            return Throttled(waitNow);
        }

        if (account is null || !check.Passed)
        {
            Log.LoginFailed(logger, account?.Id ?? "unknown");
            return new LoginOutcome.Refused(Refusal.Because(Reason.InvalidCredentials));
        }

        if (check.NewHash is { } hash)
        {
            // This column alone, and only if nobody changed the account meanwhile: disabled perhaps, it stays so.
            await database.Users.Where(a => a.Id == account.Id && a.ConcurrencyStamp == account.ConcurrencyStamp)
                .ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, hash), CancellationToken.None);
        }

        return new LoginOutcome.Accepted(new SignIn(await sessionUsers.OfAsync(account)) { AuthenticatedAt = began }, account);
    }

    /// <summary>
    /// Whether the account may still be used. Asked again once the session exists: an account is disabled by first marking it and then
    /// ending its sessions, so one of the two sees the other.
    /// </summary>
    public Task<bool> IsEnabledAsync(string userId, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().AnyAsync(a => a.Id == userId && a.DisabledAt == null, cancellationToken);

    private static LoginOutcome.Refused Throttled(TimeSpan wait) => new(Refusal.Because(Reason.TooManyAttempts, retryAfter: wait));
}

/// <summary>What a login came to.</summary>
internal abstract record LoginOutcome
{
    private LoginOutcome()
    {
    }

    /// <summary>The password is right. Whether that is enough, the account says: it may have a second factor.</summary>
    public sealed record Accepted(SignIn SignIn, Account Account) : LoginOutcome;

    public sealed record Refused(Refusal Refusal) : LoginOutcome;
}
