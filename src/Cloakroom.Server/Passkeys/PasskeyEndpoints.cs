using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Passkeys;

/// <summary>Passkeys for programs and for the script of the pages: JSON. Naming and removing take forms as well, and so need no script.</summary>
internal static class PasskeyEndpoints
{
    public const string Page = "/account/passkeys";

    // ASVS 7.5.1: a way to log in is added or taken away by somebody who has just proved who they are.
    private const string Fresh = "fresh:5m";

    /// <summary>Where a form about one passkey goes.</summary>
    public static string Address(string id, string what) => $"/auth/passkeys/{id}/{what}";

    public static void MapPasskeys(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/auth/passkeys");
        group.WithMetadata(new RequestSizeLimitAttribute(PasskeyBody.MaxBytes));
        group.MapPost("/login/options", async (HttpContext context, PasskeyLogin login) => (await login.AskAsync(context)).AsResult());
        group.MapPost("/login", LoginAsync).WithThrottle("/login");
        RouteGroupBuilder own = group.MapGroup("").RequireAuthorization();
        own.MapGet("", ListAsync);
        own.MapPost("/options", AskAsync).RequireAuthorization(Fresh);
        own.MapPost("", AddAsync).RequireAuthorization(Fresh);
        own.MapPost("/{id}/name", RenameAsync);
        own.MapDelete("/{id}", RemoveAsync).RequireAuthorization(Fresh);
        own.MapPost("/{id}/remove", RemoveAsync).RequireAuthorization(Fresh);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, PasskeyLogin login, Admission admission)
    {
        Identity.MarkDependent(context.Response.Headers);
        (PasskeyAnswer? answer, Refusal? refusal) = await PasskeyBody.ReadAsync(context.Request);
        if (answer is null)
        {
            return Refuse(refusal);
        }

        LoginOutcome outcome = await login.CheckAsync(context, answer);
        if (outcome is not LoginOutcome.Accepted accepted)
        {
            return Refuse((outcome as LoginOutcome.Refused)?.Refusal);
        }

        ThrottledEndpoints.Succeeded(context);
        return await admission.AdmitAsync(context, accepted.SignIn);
    }

    private static async Task<IResult> ListAsync(Session session, PasskeyShelf shelf, CancellationToken cancellationToken) =>
        Results.Json((await shelf.ListAsync(session.UserId, cancellationToken)).Select(p => p.ToJson()).ToArray(), ServerJson.Options);

    private static async Task<IResult> AskAsync(HttpContext context, Session session, UserManager<Account> users, PasskeyRegistration registration) =>
        await users.FindByIdAsync(session.UserId) is { DisabledAt: null } account
            ? (await registration.AskAsync(context, account)).AsResult() : Refusal.Because(Reason.UserDisabled);

    private static async Task<IResult> AddAsync(
        HttpContext context, Session session, UserManager<Account> users, PasskeyRegistration registration, PasskeyChange change)
    {
        (PasskeyAnswer? answer, Refusal? refusal) = await PasskeyBody.ReadAsync(context.Request);
        if (answer is null)
        {
            return Refuse(refusal);
        }

        if (await users.FindByIdAsync(session.UserId) is not { DisabledAt: null } account)
        {
            return Refusal.Because(Reason.UserDisabled);
        }

        (ListedPasskey? passkey, refusal) = await registration.AddAsync(context, account, answer);
        return passkey is null ? Refuse(refusal) : Results.Json(
            PasskeyAddedJson.Of(passkey, await change.DoneAsync(context, session, EventKind.PasskeyAdded, passkey.Name)), ServerJson.Options,
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RenameAsync(HttpContext context, Session session, string id, PasskeyShelf shelf)
    {
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "name");
        string name = fields?["name"].Trim() ?? "";
        refusal ??= !PasskeyNames.IsValid(name) ? PasskeyNames.Refusal()
            : await shelf.RenameAsync(session.UserId, id, name) ? null : Refusal.Because(Reason.NotFound);
        return Answer(context, refusal, "passkey-renamed", rotated: null);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, Session session, string id, PasskeyShelf shelf, PasskeyChange change)
    {
        (string? name, Refusal? refusal) = await shelf.RemoveAsync(session.UserId, id);
        return Answer(
            context, refusal, "passkey-removed", name is null ? null : await change.DoneAsync(context, session, EventKind.PasskeyRemoved, name));
    }

    // A form goes back to the page. A program that keeps its tokens itself needs the new ones; others need nothing.
    private static IResult Answer(HttpContext context, Refusal? refusal, string done, SignedIn? rotated) =>
        refusal is not null ? FormAnswer.BackOr(context, Page, refusal)
        : context.Request.HasFormContentType ? FormAnswer.Done(Page, done)
        : rotated is { Tokens: not null } ? rotated : Results.NoContent();

    private static Refusal Refuse(Refusal? refusal) => refusal ?? Refusal.Because(Reason.InvalidRequest);
}
