using Cloakroom.Server.Languages;
using Cloakroom.Server.Mail;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Accounts.Recovery;

/// <summary>Forgot, reset, confirm; change the password, change the address. None of them does anything on GET: a mail scanner that follows every link does no harm.</summary>
internal static class RecoveryEndpoints
{
    public static void MapRecovery(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/auth");
        group.WithMetadata(new RequestSizeLimitAttribute(Fields.MaxBytes));
        group.MapPost("/forgot", ForgotAsync).WithThrottle("/forgot");
        group.MapPost("/reset", ResetAsync).WithThrottle("/reset");
        group.MapPost("/confirm", ConfirmAsync).WithThrottle("/confirm");
        group.MapPost("/password", ChangePasswordAsync).RequireAuthorization();
        group.MapPost("/email", ChangeAddressAsync).RequireAuthorization("fresh:5m");
    }

    // The same for everybody: whether there is such an account is looked up when the mail is written.
    private static async Task<IResult> ForgotAsync(HttpContext context, PostOffice post)
    {
        (EmailAddress? address, Refusal? refusal) = await ReadAddressAsync(context, post);
        return address is null ? FormAnswer.BackOr(context, "/forgot", refusal)
            : !post.TryAsk(address, new(LetterKind.Reset, address.Text, "", "", Texts.Language)) ? FormAnswer.BackOr(context, "/forgot", Overload.Refusal())
            : Accepted(context, "/forgot", "reset-sent");
    }

    private static async Task<IResult> ResetAsync(HttpContext context, PasswordReset reset)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "code", "password");
        refusal ??= await reset.ResetAsync(context, fields?["code"] ?? "", fields?["password"] ?? "");
        return refusal is not null ? FormAnswer.BackOr(context, "/reset", refusal) : Done(context, "/login", "password-reset");
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, Confirmation confirmation, ISessions sessions, Admission admission)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "code", "password");
        if (fields is null)
        {
            return FormAnswer.BackOr(context, "/confirm", refusal);
        }

        return await confirmation.ConfirmAsync(context, fields["code"], fields["password"]) switch
        {
            ConfirmationOutcome.Refused { Purpose: LinkPurpose.Register } refused => FormAnswer.BackOr(context, "/confirm", refused.Refusal),
            ConfirmationOutcome.Refused refused => FormAnswer.BackOr(context, $"/confirm/{refused.Purpose}", refused.Refusal),
            ConfirmationOutcome.Registered registered => await admission.WelcomeAsync(context, registered.User, FormAnswer.Done("/", "address-confirmed")),
            ConfirmationOutcome.Changed { Purpose: LinkPurpose.Undo } => Done(context, "/login", "address-restored"),
            _ => Done(context, sessions.Current is null ? "/login" : "/account/email", "address-changed"),
        };
    }

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, PasswordChange change)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "current", "password");
        if (fields is null)
        {
            return FormAnswer.BackOr(context, "/account/password", refusal);
        }

        (SignedIn? signedIn, refusal) = await change.ChangeAsync(context, fields["current"], fields["password"]);
        return signedIn is null ? FormAnswer.BackOr(context, "/account/password", refusal)
            : context.Request.HasFormContentType ? FormAnswer.Done("/account/password", "password-changed") : signedIn;
    }

    private static async Task<IResult> ChangeAddressAsync(HttpContext context, PostOffice post, ISessions sessions)
    {
        (EmailAddress? address, Refusal? refusal) = await ReadAddressAsync(context, post);
        if (address is null || sessions.Current is not { } session)
        {
            return FormAnswer.BackOr(context, "/account/email", refusal);
        }

        return post.TryAsk(address, new(LetterKind.Address, address.Text, session.UserId, "", Texts.Language))
            ? Accepted(context, "/account/email", "address-sent") : FormAnswer.BackOr(context, "/account/email", Overload.Refusal());
    }

    private static async Task<(EmailAddress? Address, Refusal? Refusal)> ReadAddressAsync(HttpContext context, PostOffice post)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "email");
        return fields is null ? (null, refusal)
            : !EmailAddress.TryParse(fields["email"], out EmailAddress? address)
                ? (null, Refusal.Because(Reason.InvalidRequest, "The field email is not an address such as name@example.org, of at most 254 bytes."))
            : post.IsOpen ? (address, null) : (null, Refusal.Because(Reason.MailNotConfigured));
    }

    private static IResult Accepted(HttpContext context, string page, string done) =>
        context.Request.HasFormContentType ? FormAnswer.Done(page, done) : Results.StatusCode(StatusCodes.Status202Accepted);

    private static IResult Done(HttpContext context, string page, string done)
    {
        ThrottledEndpoints.Succeeded(context);
        return context.Request.HasFormContentType ? FormAnswer.Done(page, done) : Results.NoContent();
    }
}
