using Cloakroom.Server.Accounts.Factors;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Cloakroom.Server.Pages;

/// <summary>Asks for the code after the password. The form posts to <c>/auth/login/mfa</c>, which knows the login by its cookie.</summary>
[SameSiteReload]
internal class LoginFactorModel(PendingLogins pending, PendingCookie cookie) : VisitorPage
{
    /// <summary>Whether there is a login that waits for a code; without one there is nothing to ask.</summary>
    public bool IsLive { get; private set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        base.OnPageHandlerExecuting(context);
        IsLive = context.Result is null && pending.IsLive(cookie.Read(HttpContext));
        Notice = IsLive ? Notice : Notice.From(Reason.LoginExpired);
    }
}

/// <summary>The same for a recovery code, which has letters: another keyboard on a phone, and nothing for a browser to fill in.</summary>
internal sealed class LoginRecoveryCodeModel(PendingLogins pending, PendingCookie cookie) : LoginFactorModel(pending, cookie);
