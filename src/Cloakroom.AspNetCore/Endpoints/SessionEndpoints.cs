using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>Who am I, where am I logged in, and out again. Pages post forms to the same addresses and are sent on with 303.</summary>
internal static class SessionEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/session", (HttpContext context) => WithSession(context, s => Json(SessionJson.UserAndSession(s))));
        group.MapGet("/sessions", ListAsync);
        group.MapDelete("/sessions", (HttpContext context, ISessions sessions) => EndOthersAsync(context, sessions));
        group.MapPost("/sessions", (HttpContext context, ISessions sessions) => EndOthersAsync(context, sessions));
        group.MapDelete("/sessions/{id}", (HttpContext context, ISessions sessions, string id) => EndAsync(context, sessions, id));
        group.MapPost("/sessions/{id}", (HttpContext context, ISessions sessions, string id) => EndAsync(context, sessions, id));
        group.MapPost("/logout", LogoutAsync).WithMetadata(WorksWithoutStore.Instance);
    }

    /// <summary>Runs the work of a live session; otherwise the refusal says why there is none.</summary>
    internal static IResult WithSession(HttpContext context, Func<Session, IResult> work)
    {
        Identity.MarkDependent(context.Response.Headers);
        return RequestSession.Of(context).Decision.Match(
            valid: v => work(v.Session),
            anonymous: a => Refusal.Because(a.Reason),
            unavailable: _ => Refusal.Because(Reason.StoreUnavailable));
    }

    internal static async Task<IResult> WithSessionAsync(HttpContext context, Func<Session, Task<IResult>> work)
    {
        Identity.MarkDependent(context.Response.Headers);
        return await RequestSession.Of(context).Decision.Match(
            valid: v => work(v.Session),
            anonymous: a => Task.FromResult<IResult>(Refusal.Because(a.Reason)),
            unavailable: _ => Task.FromResult<IResult>(Refusal.Because(Reason.StoreUnavailable)));
    }

    private static IResult Json<T>(T value) => Results.Json(value, SessionJson.Options);

    private static Task<IResult> ListAsync(HttpContext context, ISessions sessions) => WithSessionAsync(context, async current =>
    {
        IReadOnlyList<Session> all = await sessions.ListAsync(context.RequestAborted);
        return Json(all.Select(s => SessionJson.Listed(s, current.Handle)).ToArray());
    });

    private static Task<IResult> EndAsync(HttpContext context, ISessions sessions, string id) => WithSessionAsync(context, async current =>
    {
        if (id == current.Handle.ToString())
        {
            return await LogoutAsync(context, sessions);
        }

        return await sessions.EndAsync(id, context.RequestAborted)
            ? await DoneAsync(context, StatusCodes.Status204NoContent, "ended") : Refusal.Because(Reason.NotFound);
    });

    private static Task<IResult> EndOthersAsync(HttpContext context, ISessions sessions) => WithSessionAsync(context, async _ =>
        await DoneAsync(context, await sessions.EndOthersAsync() ? StatusCodes.Status204NoContent : StatusCodes.Status202Accepted, "ended-others"));

    private static async Task<IResult> LogoutAsync(HttpContext context, ISessions sessions)
    {
        bool durable = true;
        if (context.Request.Query["all"] == "true")
        {
            durable = await sessions.EndOthersAsync();
        }

        durable &= await sessions.SignOutAsync();
        return await DoneAsync(context, durable ? StatusCodes.Status204NoContent : StatusCodes.Status202Accepted, "logged-out");
    }

    private static async Task<IResult> DoneAsync(HttpContext context, int status, string done)
    {
        if (!Navigation.IsFormPost(context.Request))
        {
            return Results.StatusCode(status);
        }

        string target = LocalPath.OrRoot(await ReturnAsync(context));
        string mark = $"{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={done}";
        context.Response.Headers.Location = target.Contains('#', StringComparison.Ordinal) ? target : target + mark;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    // The session is ended already; a form that cannot be read only loses its wish where to go.
    private static async Task<string?> ReturnAsync(HttpContext context)
    {
        try
        {
            return (await context.Request.ReadFormAsync(context.RequestAborted))["return"];
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            return null;
        }
    }
}
