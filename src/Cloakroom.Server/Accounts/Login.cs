using Cloakroom.Server.Events;
using Cloakroom.Server.Monitoring;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Identity;

namespace Cloakroom.Server.Accounts;

/// <summary>Is this the person? One way through for every name and password, so that the answer tells nothing but yes or no.</summary>
internal sealed class Login(
    UserManager<Account> users, AccountUsers sessionUsers, PasswordChecks passwords, LoginThrottle throttle, Lanes lanes, Rehashing rehashing,
    FailedLogins failures, TimeProvider time, ILogger<Login> logger)
{
    public async Task<LoginOutcome> CheckAsync(HttpContext context, EmailAddress name, string password)
    {
        LoginOutcome outcome = await TryAsync(context, name, password);
        LoginMeter.Count("password", (outcome as LoginOutcome.Refused)?.Refusal.Reason);
        return outcome;
    }

    private async Task<LoginOutcome> TryAsync(HttpContext context, EmailAddress name, string password)
    {
        // Before the password is looked at: whoever ends all sessions from here on means this login too.
        DateTimeOffset began = time.GetUtcNow();
        // Whoever has to be sent away costs nothing else.
        if (passwords.IsFull)
        {
            return new LoginOutcome.Refused(Overload.Refusal());
        }

        var lane = Lane.Of(name, ClientAddress.Of(context));
        IReadOnlyList<Device> shown = DeviceCookie.Read(context);
        if (shown.Count == 0 && throttle.Wait(lane) is { } wait)
        {
            return Throttled(wait);
        }

        Account? account = await users.FindByEmailAsync(name.Text);
        if (shown.Count > 0)
        {
            lane = lanes.Own(name, shown, account?.Id) ?? lane;
            if (throttle.Wait(lane) is { } ownWait)
            {
                return Throttled(ownWait);
            }
        }

        if (!passwords.TryCheck(lane, account, password, context.RequestAborted, out Task<PasswordCheck>? checking))
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
            failures.Note(account?.Id);
            return new LoginOutcome.Refused(Refusal.Because(Reason.InvalidCredentials));
        }

        if (check.IsOld)
        {
            rehashing.Later(account, password);
        }

        return new LoginOutcome.Accepted(new SignIn(await sessionUsers.OfAsync(account)) { AuthenticatedAt = began }, account);
    }

    private static LoginOutcome.Refused Throttled(TimeSpan wait) => new(Refusal.Because(
        Reason.TooManyAttempts, wait == LoginThrottle.Closed ? "Log in on a device that you have used before, or set a new password by mail." : null, wait));
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
