using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>Who am I, where am I logged in, and out again. Pages post forms to the same addresses and are sent on with 303.</summary>
internal static class SessionEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapAnswer(HttpMethods.Get, "/session", context => WithSession(context, s => Results.Json(SessionJson.UserAndSession(s), SessionShapes.Default.UserAndSessionJson)));
        group.MapAnswer(HttpMethods.Get, "/sessions", ListAsync);
        group.MapAnswer(HttpMethods.Delete, "/sessions", EndOthersAsync);
        group.MapAnswer(HttpMethods.Post, "/sessions", EndOthersAsync);
        group.MapAnswer(HttpMethods.Delete, "/sessions/{id}", EndAsync);
        group.MapAnswer(HttpMethods.Post, "/sessions/{id}", EndAsync);
        group.MapAnswer(HttpMethods.Post, "/logout", LogoutAsync).WithMetadata(WorksWithoutStore.Instance);
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

    private static Task<IResult> ListAsync(HttpContext context) => WithSessionAsync(context, async current =>
    {
        IReadOnlyList<Session> all = await context.Service<ISessions>().ListAsync(context.RequestAborted);
        return Results.Json(all.Select(s => SessionJson.Listed(s, current.Handle)).ToArray(), SessionShapes.Default.ListedSessionJsonArray);
    });

    private static Task<IResult> EndAsync(HttpContext context) => WithSessionAsync(context, async current =>
        context.PartOfPath("id") is var id && id == current.Handle.ToString() ? await SignOutAsync(context, everywhere: false)
        : await context.Service<ISessions>().EndAsync(id, context.RequestAborted) is var outcome && outcome == EndOutcome.Absent ? Refusal.Because(Reason.NotFound)
        : await DoneAsync(context, outcome, "ended"));

    private static Task<IResult> EndOthersAsync(HttpContext context) => WithSessionAsync(context, async _ =>
        await DoneAsync(context, await context.Service<ISessions>().EndOthersAsync(), "ended-others"));

    private static Task<IResult> LogoutAsync(HttpContext context) =>
        SignOutAsync(context, everywhere: context.Request.Query["all"] == "true");

    private static async Task<IResult> SignOutAsync(HttpContext context, bool everywhere) =>
        await DoneAsync(context, await context.Service<ISessions>().SignOutAsync(everywhere), "logged-out");

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
