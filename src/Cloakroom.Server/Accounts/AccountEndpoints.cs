using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Accounts;

/// <summary>Register and log in. Programs send JSON and get JSON; the pages post forms to the same addresses and are sent on.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/auth");
        group.WithMetadata(new RequestSizeLimitAttribute(CredentialsBody.MaxBytes));
        group.MapPost("/register", RegisterAsync).WithThrottle("/register");
        // Counts by itself: a known device is not counted by its address.
        group.MapPost("/login", LoginAsync);
        group.MapPost("/login/mfa", SecondStep.AnswerAsync).WithThrottle(SecondStep.Page);
        AccountDataEndpoints.Map(group);
        AlarmEndpoint.Map(group);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Registration registration, SignUp signUp, ISessions sessions, Arrivals arrivals)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Credentials? credentials, Refusal? refusal) = await CredentialsBody.ReadAsync(context.Request);
        if (credentials is null)
        {
            return Refuse(context, "/register", refusal);
        }

        if (signUp.IsNeeded)
        {
            refusal = await signUp.AskAsync(credentials.Email, credentials.Password, context.RequestAborted);
            return refusal is not null ? Refuse(context, "/register", refusal)
                : context.Request.HasFormContentType ? FormAnswer.Done("/register", "confirm-sent") : Results.StatusCode(StatusCodes.Status202Accepted);
        }

        return await registration.RegisterAsync(credentials.Email, credentials.Password, context.RequestAborted) switch
        {
            RegistrationOutcome.Refused refused => Refuse(context, "/register", refused.Refusal),
            RegistrationOutcome.Registered registered => await WelcomeAsync(context, registered.User, sessions, arrivals),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static async Task<IResult> LoginAsync(HttpContext context, Login login, Admission admission, SecondStep second)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Credentials? credentials, Refusal? refusal) = await CredentialsBody.ReadAsync(context.Request);
        if (credentials is null)
        {
            return Refuse(context, "/login", refusal);
        }

        LoginOutcome outcome = await login.CheckAsync(context, credentials.Email, credentials.Password);
        if (outcome is not LoginOutcome.Accepted accepted)
        {
            return Refuse(context, "/login", (outcome as LoginOutcome.Refused)?.Refusal);
        }

        SignIn signIn = accepted.SignIn with { Carrier = credentials.Carrier };
        return accepted.Account.TwoFactorEnabled
            ? await second.AskAsync(context, accepted.Account, signIn, credentials.Remember) : await admission.AdmitAsync(context, signIn);
    }

    // A person who fills in the form expects to be in; a program asked for an account, not for a session.
    private static async Task<IResult> WelcomeAsync(HttpContext context, SessionUser user, ISessions sessions, Arrivals arrivals)
    {
        ThrottledEndpoints.Succeeded(context);
        if (!context.Request.HasFormContentType)
        {
            return Results.Json(new { user = SessionJson.User(user) }, SessionJson.Options, statusCode: StatusCodes.Status201Created);
        }

        SignedIn signedIn = await sessions.SignInAsync(user, context.RequestAborted);
        await arrivals.NoteAsync(context, signedIn.Session);
        return FormAnswer.Done(context.Request);
    }

    private static IResult Refuse(HttpContext context, string page, Refusal? refusal) =>
        FormAnswer.BackOr(context, page, refusal ?? Refusal.Because(Reason.InvalidRequest));
}
