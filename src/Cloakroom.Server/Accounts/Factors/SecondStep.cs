using Cloakroom.Server.Events;
using Cloakroom.Server.Monitoring;
using Cloakroom.Server.Throttling;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>
/// The login of an account with a second factor: after the right password it asks for a code, and the code leads on to the session. A program
/// is given a token for the second step, a browser a cookie, so that it is never in an address.
/// </summary>
internal sealed class SecondStep(PendingLogins pending, CodeCheck check, PendingCookie cookie, AccountUsers users, Admission admission, EventLog events, ILogger<SecondStep> logger)
{
    /// <summary>The pages that ask; the second for a recovery code.</summary>
    public const string Page = "/login/factor", RecoveryPage = "/login/recovery-code";

    private const string Method = "second_factor";

    /// <summary>Keeps the login and asks for the code.</summary>
    /// <param name="context">The request with the right password.</param>
    /// <param name="account">As it was when the password was checked.</param>
    /// <param name="signIn">What the session will be.</param>
    /// <param name="remember">Whether the person asked to be remembered.</param>
    public Task<IResult> AskAsync(HttpContext context, Account account, SignIn signIn, bool remember)
    {
        string token = pending.Begin(
            new(account.Id, signIn.Carrier, remember, signIn.AuthenticatedAt ?? throw new ArgumentException("When did the login begin?", nameof(signIn))), account.SecurityStamp ?? "");
        Log.FactorAsked(logger, account.Id);
        var refusal = Refusal.Because(Reason.MfaRequired);
        if (!context.Request.HasFormContentType)
        {
            return Task.FromResult<IResult>(refusal.WithMfaToken(token));
        }

        refusal.WriteHeaders(context);
        cookie.Set(context, token);
        return Task.FromResult(FormAnswer.Next(context.Request, Page));
    }

    /// <summary>The same for a browser that proved the first step elsewhere: it is to be sent to <see cref="Page"/>.</summary>
    /// <param name="context">The request, whose answer takes the cookie.</param>
    /// <param name="account">As it is now.</param>
    /// <param name="began">When the first step was proved.</param>
    public void AskBrowser(HttpContext context, Account account, DateTimeOffset began)
    {
        cookie.Set(context, pending.Begin(new(account.Id, Carrier.Cookie, Remember: false, began) { Method = "fed" }, account.SecurityStamp ?? ""));
        Log.FactorAsked(logger, account.Id);
    }

    /// <summary>Answers <c>POST /auth/login/mfa</c>.</summary>
    public static async Task<IResult> AnswerAsync(HttpContext context, SecondStep step)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "mfa_token", "code", "kind");
        return fields is null ? FormAnswer.BackOr(context, Page, refusal)
            : await step.TryAsync(context, fields["mfa_token"], fields["code"], fields["kind"] == "recovery" ? RecoveryPage : Page);
    }

    private async Task<IResult> TryAsync(HttpContext context, string shown, string code, string page)
    {
        // What a browser sends of its own accord is for its forms alone: a script shows the token, or nothing.
        string token = shown.Length == 0 && context.Request.HasFormContentType ? cookie.Read(context) : shown;
        CodeOutcome outcome = check.Try(token, code);
        switch (outcome)
        {
            case CodeOutcome.Accepted accepted:
                LoginMeter.Count(Method, refused: null);
                return await AcceptAsync(context, accepted);
            case CodeOutcome.Wait wait:
                LoginMeter.Count(Method, Reason.TooManyAttempts);
                return FormAnswer.BackOr(context, page, Refusal.Because(Reason.TooManyAttempts, retryAfter: wait.Time));
            case CodeOutcome.Wrong:
                LoginMeter.Count(Method, Reason.InvalidCode);
                await FailedAsync(context, outcome);
                return FormAnswer.BackOr(context, page, Refusal.Because(Reason.InvalidCode));
            default:
                LoginMeter.Count(Method, Reason.LoginExpired);
                await FailedAsync(context, outcome);
                cookie.Delete(context);
                return FormAnswer.BackOr(context, "/login", Refusal.Because(Reason.LoginExpired));
        }
    }

    private async Task<IResult> AcceptAsync(HttpContext context, CodeOutcome.Accepted accepted)
    {
        ThrottledEndpoints.Succeeded(context);
        cookie.Delete(context);
        PendingLogin login = accepted.Login;
        if (accepted.RecoveryCodesLeft is { } left)
        {
            await events.RecordAsync(AccountEvent.Of(context, EventKind.RecoveryCodeUsed, login.AccountId) with { Detail = $"{left} left" });
        }

        // RFC 8176 2 has no word for a code on paper; used once, it is a one-time password too.
        string[] methods = [login.Method, "otp", "mfa"];
        // As the person is now: roles may have changed since the password.
        return await users.FindAsync(login.AccountId, context.RequestAborted) is { } user
            ? await admission.AdmitAsync(context, new SignIn(user) { Carrier = login.Carrier, AuthenticationMethods = [.. methods], AuthenticatedAt = login.BeganAt })
            : FormAnswer.BackOr(context, "/login", Refusal.Because(Reason.LoginExpired));
    }

    private async ValueTask FailedAsync(HttpContext context, CodeOutcome outcome)
    {
        if (outcome.AccountId is { } id)
        {
            Log.CodeWrong(logger, id);
            await events.RecordAsync(AccountEvent.Of(context, EventKind.LoginFailed, id) with { Detail = "second factor" });
        }
    }
}
