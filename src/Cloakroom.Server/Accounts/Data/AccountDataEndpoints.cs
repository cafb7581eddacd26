using Cloakroom.Server.Events;

namespace Cloakroom.Server.Accounts;

/// <summary>A person's data: all of it in one file, or gone. Both need a recent login.</summary>
internal static class AccountDataEndpoints
{
    public const string Page = "/account/data";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/account/export", ExportAsync).RequireAuthorization("fresh:5m");
        group.MapPost("/account/export", ExportAsync).RequireAuthorization("fresh:5m");
        group.MapPost("/account/delete", DeleteAsync).RequireAuthorization("fresh:5m");
    }

    private static async Task<IResult> ExportAsync(HttpContext context, Session session, AccountExport export)
    {
        Identity.MarkDependent(context.Response.Headers);
        if (await export.OfAsync(session.UserId, context.RequestAborted) is not { } data)
        {
            return Refusal.Because(Reason.NotFound);
        }

        context.Response.Headers.ContentDisposition = "attachment; filename=\"account.json\"";
        return Results.Json(data, ServerJson.Options);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Session session, AccountDeletion deletion, EventLog events, ISessions sessions)
    {
        Identity.MarkDependent(context.Response.Headers);
        (Fields? fields, Refusal? refusal) = await Fields.ReadAsync(context.Request, "email");
        if (fields is null)
        {
            return FormAnswer.BackOr(context, Page, refusal);
        }

        // Typed, not clicked: a slip of the finger is not meant.
        if (!EmailAddress.TryParse(fields["email"].Trim(), out EmailAddress? address) || !EmailAddress.TryParse(session.User.Email, out EmailAddress? own) || address.Normalized != own.Normalized)
        {
            return FormAnswer.BackOr(context, Page, Refusal.Because(Reason.NotConfirmed));
        }

        AccountEvent happened = AccountEvent.Of(context, EventKind.Deleted, session.UserId);
        if (await deletion.DeleteAsync(session.UserId, context.RequestAborted) is { } why)
        {
            return FormAnswer.BackOr(context, Page, why);
        }

        await events.RecordAsync(happened);
        await sessions.SignOutAsync();
        return context.Request.HasFormContentType ? FormAnswer.Done("/", "deleted") : Results.NoContent();
    }
}
