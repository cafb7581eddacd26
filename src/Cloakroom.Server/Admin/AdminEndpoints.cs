using Cloakroom.Keys;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Admin;

/// <summary>
/// <c>/auth/admin</c>, for the role admin alone: accounts, sessions, keys and events. Programs send JSON and get JSON; the pages under
/// <c>/admin</c> post forms to the same addresses.
/// </summary>
internal static class AdminEndpoints
{
    /// <summary>The policy of every page and endpoint of administrators.</summary>
    public const string Role = "role:" + Account.AdminRole;

    /// <summary>The policy of what changes something, in addition.</summary>
    public const string Fresh = "fresh:5m";

    public static void MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/auth/admin").RequireAuthorization(Role);
        group.MapGet("/users", ListAsync);
        group.MapGet("/users/{id}", ShowAsync);
        group.MapGet("/users/{id}/sessions", SessionsAsync);
        group.MapGet("/keys", (KeyRing ring) => Json(Keys(ring)));
        EventEndpoints.Map(group);
        RouteGroupBuilder acts = group.MapGroup("").RequireAuthorization(Fresh).WithMetadata(new RequestSizeLimitAttribute(CredentialsBody.MaxBytes));
        UserActEndpoints.Map(acts);
        acts.MapPost("/keys/rotate", RotateAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AccountList accounts, string? search, string? after) =>
        Json(await accounts.FindAsync(search ?? "", after, context.RequestAborted) is var page
            ? new { users = page.Accounts.Select(Shape), next = page.Next } : null);

    private static async Task<IResult> ShowAsync(HttpContext context, AccountList accounts, string id) =>
        await accounts.FindAsync(id, context.RequestAborted) is { } account ? Json(new { user = Shape(account) }) : Refusal.Because(Reason.NotFound);

    private static async Task<IResult> SessionsAsync(HttpContext context, LiveSessions sessions, string id) =>
        Json((await sessions.OfAsync(id, context.RequestAborted)).Select(s => SessionJson.Listed(s, RequestSession.Of(context).Session?.Handle)));

    private static async Task<IResult> RotateAsync(HttpContext context, KeyRing ring, EventDesk events)
    {
        await AdminBody.ReadFormAsync(context.Request);
        bool now = AdminBody.Says(context.Request, "now");
        if (!await ring.RotateAsync(now))
        {
            return AdminAnswer.Refuse(context, Refusal.Because(Reason.NextKeyExists));
        }

        await events.RecordAsync(EventKind.KeysRotated, account: null, now ? "at once" : null);
        return AdminAnswer.Done(context, "keys-rotated");
    }

    private static IEnumerable<object> Keys(KeyRing ring) => ring.View().Select(k => new
    {
        kid = k.Kid, state = k.State.ToString().ToLowerInvariant(), createdAt = k.CreatedAt, signsFrom = k.SignsFrom, retiredAt = k.RetiredAt, deletedAt = k.DeletedAt,
    });

    private static object Shape(AccountRow account) => new
    {
        id = account.Id, email = account.Email, roles = account.Roles, createdAt = account.CreatedAt, disabledAt = account.DisabledAt, secondFactor = account.HasSecondFactor,
    };

    private static IResult Json(object? value) => Results.Json(value, ServerJson.Options);
}
