using Cloakroom.Server.Pages;
using Cloakroom.Server.Pages.Account;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Accounts.Factors;

/// <summary>One's own second factor. What changes it needs a login of the last five minutes (promise Q10).</summary>
internal static class FactorEndpoints
{
    private const string Page = "/account/factors", AddPage = Page + "/add", RemovePage = Page + "/remove";

    public static void MapFactors(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/auth/factors");
        group.WithMetadata(new RequestSizeLimitAttribute(Fields.MaxBytes));
        group.MapGet("", State).RequireAuthorization();
        group.MapPost("/totp", Begin).RequireAuthorization("fresh:5m");
        group.MapPost("/totp/confirm", ConfirmAsync).RequireAuthorization("fresh:5m");
        group.MapPost("/totp/remove", RemoveAsync).RequireAuthorization("fresh:5m");
        group.MapPost("/recovery-codes", RenewAsync).RequireAuthorization("fresh:5m");
    }

    private static IResult State(Session session, AccountFactors factors) =>
        Results.Json(FactorStateJson.Of(factors.StateOf(session.UserId)), ServerJson.Options);

    private static IResult Begin(HttpContext context, Session session, AccountFactors factors, Deployment deployment) =>
        factors.BeginSetup(session.UserId) is not { } secret
            ? FormAnswer.BackOr(context, Page, Refusal.Because(Reason.Conflict, "There is a second factor already; remove it first."))
        : context.Request.HasFormContentType ? FormAnswer.To(AddPage)
        : Results.Json(new SetupJson(Base32.Encode(secret), TotpLink.Of(secret, session, deployment)), ServerJson.Options);

    private static async Task<IResult> ConfirmAsync(HttpContext context, Session session, FactorChanges changes)
    {
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "code");
        if (fields is null)
        {
            return FormAnswer.BackOr(context, AddPage, refusal);
        }

        FactorAnswer answer = await changes.ConfirmAsync(context, session, fields["code"]);
        return answer.Refusal is { } refused ? FormAnswer.BackOr(context, refused.Reason == Reason.InvalidCode ? AddPage : Page, refused) : Show(context, answer);
    }

    private static async Task<IResult> RenewAsync(HttpContext context, Session session, FactorChanges changes)
    {
        FactorAnswer answer = await changes.RenewRecoveryCodesAsync(context, session);
        return answer.Refusal is { } refused ? FormAnswer.BackOr(context, Page, refused) : Show(context, answer);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, Session session, FactorChanges changes)
    {
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "password");
        if (fields is null)
        {
            return FormAnswer.BackOr(context, RemovePage, refusal);
        }

        FactorAnswer answer = await changes.RemoveAsync(context, session, fields["password"]);
        return answer.Refusal is { } refused ? FormAnswer.BackOr(context, refused.Reason == Reason.Conflict ? Page : RemovePage, refused)
            : context.Request.HasFormContentType ? FormAnswer.Done(Page, "factor-removed")
            : Results.Json(FactorChangeJson.Of(answer), ServerJson.Options);
    }

    // To a person as the answer to the form itself: a page of its own would need the codes once more, and nobody keeps them.
    private static IResult Show(HttpContext context, FactorAnswer answer) =>
        context.Request.HasFormContentType ? new InPlacePage<ShownCodes>(RecoveryCodesModel.ViewPath, new ShownCodes(answer.RecoveryCodes ?? []))
        : Results.Json(FactorChangeJson.Of(answer), ServerJson.Options);
}
