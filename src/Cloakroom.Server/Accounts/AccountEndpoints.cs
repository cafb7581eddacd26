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
        // These two count by themselves: what has not the right form is no try, and a known device is not counted by its address.
        group.MapPost("/register", RegisterAsync);
        group.MapPost("/login", LoginAsync);
        group.MapPost("/login/mfa", SecondStep.AnswerAsync).WithThrottle(SecondStep.Page);
        AccountDataEndpoints.Map(group);
        AlarmEndpoint.Map(group);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Registration registration, SignUp signUp, Admission admission)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Credentials? credentials, Refusal? refusal) = await CredentialsBody.ReadAsync(context.Request);
        if (credentials is null)
        {
            return FormAnswer.BackOr(context, "/register", refusal);
        }

        refusal = registration.RefuseUnasked(credentials.Email, credentials.Password) ?? ThrottledEndpoints.Begin(context);
        if (refusal is not null)
        {
            return FormAnswer.BackOr(context, "/register", refusal);
        }

        if (signUp.IsNeeded)
        {
            refusal = await signUp.AskAsync(credentials.Email, credentials.Password, context.RequestAborted);
            return refusal is not null ? FormAnswer.BackOr(context, "/register", refusal)
                : context.Request.HasFormContentType ? FormAnswer.Done("/register", "confirm-sent") : Results.StatusCode(StatusCodes.Status202Accepted);
        }

        return await registration.RegisterAsync(credentials.Email, credentials.Password, context.RequestAborted) switch
        {
            RegistrationOutcome.Refused refused => FormAnswer.BackOr(context, "/register", refused.Refusal),
            RegistrationOutcome.Registered registered => await admission.WelcomeAsync(context, registered.User, FormAnswer.Done(context.Request)),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static async Task<IResult> LoginAsync(HttpContext context, Login login, Admission admission, SecondStep second)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Credentials? credentials, Refusal? refusal) = await CredentialsBody.ReadAsync(context.Request);
        if (credentials is null)
        {
            return FormAnswer.BackOr(context, "/login", refusal);
        }

        LoginOutcome outcome = await login.CheckAsync(context, credentials.Email, credentials.Password);
        if (outcome is not LoginOutcome.Accepted accepted)
        {
            return FormAnswer.BackOr(context, "/login", (outcome as LoginOutcome.Refused)?.Refusal);
        }

        SignIn signIn = accepted.SignIn with { Carrier = credentials.Carrier };
        return accepted.Account.TwoFactorEnabled
            ? await second.AskAsync(context, accepted.Account, signIn, credentials.Remember) : await admission.AdmitAsync(context, signIn);
    }
}
