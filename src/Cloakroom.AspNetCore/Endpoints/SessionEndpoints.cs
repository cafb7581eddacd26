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
    internal static IResult WithSession(HttpContext context, Func<Session, IResult> work) => RequestSession.Of(context).Decision.Match(
        valid: v => work(v.Session),
        anonymous: a => Refusal.Because(a.Reason),
        unavailable: _ => Refusal.Because(Reason.StoreUnavailable));

    internal static Task<IResult> WithSessionAsync(HttpContext context, Func<Session, Task<IResult>> work) => RequestSession.Of(context).Decision.Match(
        valid: v => work(v.Session),
        anonymous: a => Task.FromResult<IResult>(Refusal.Because(a.Reason)),
        unavailable: _ => Task.FromResult<IResult>(Refusal.Because(Reason.StoreUnavailable)));

    private static IResult Json<T>(T value) => Results.Json(value, SessionJson.Options);

    private static Task<IResult> ListAsync(HttpContext context, ISessions sessions) => WithSessionAsync(context, async current =>
    {
        IReadOnlyList<Session> all = await sessions.ListAsync(context.RequestAborted);
        return Json(all.Select(s => SessionJson.Listed(s, current.Handle)).ToArray());
    });

    private static Task<IResult> EndAsync(HttpContext context, ISessions sessions, string id) => WithSessionAsync(context, async current =>
        id == current.Handle.ToString() ? await SignOutAsync(context, sessions, everywhere: false)
        : await sessions.EndAsync(id, context.RequestAborted) is var outcome && outcome == EndOutcome.Absent ? Refusal.Because(Reason.NotFound)
        : await DoneAsync(context, outcome, "ended"));

    private static Task<IResult> EndOthersAsync(HttpContext context, ISessions sessions) => WithSessionAsync(context, async _ =>
        await DoneAsync(context, await sessions.EndOthersAsync(), "ended-others"));

    private static Task<IResult> LogoutAsync(HttpContext context, ISessions sessions) =>
        SignOutAsync(context, sessions, everywhere: context.Request.Query["all"] == "true");

    private static async Task<IResult> SignOutAsync(HttpContext context, ISessions sessions, bool everywhere) =>
        await DoneAsync(context, await sessions.SignOutAsync(everywhere), "logged-out");

    private static async Task<IResult> DoneAsync(HttpContext context, EndOutcome outcome, string done)
    {
        if (!Navigation.IsFormPost(context.Request))
        {
            // 202: this process refuses the session, but a crash before the store takes the write would undo it.
            return Results.StatusCode(outcome == EndOutcome.Pending ? StatusCodes.Status202Accepted : StatusCodes.Status204NoContent);
        }

        string target = LocalPath.OrRoot(await ReadReturnAsync(context.Request));
        string mark = $"{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={done}";
        context.Response.Headers.Location = target.Contains('#', StringComparison.Ordinal) ? target : target + mark;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    // What had to be done is done: a form that cannot be read only loses the way back.
    private static async ValueTask<string?> ReadReturnAsync(HttpRequest request)
    {
        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted))["return"];
        }
        catch (Exception broken) when (UnreadableForm.Is(broken))
        {
            return null;
        }
    }
}
