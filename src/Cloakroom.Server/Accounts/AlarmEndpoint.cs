using Cloakroom.Server.Events;
using Cloakroom.Server.Throttling;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// "This wasn't me": somebody sees a login in their list that is not theirs. One press ends every other session and withdraws the trust in
/// other devices; then the person is led to choose a new password.
/// </summary>
internal static class AlarmEndpoint
{
    private const string Next = "/account/password";

    public static void Map(RouteGroupBuilder group) => group.MapPost("/sessions/{id}/not-me", RaiseAsync);

    private static async Task<IResult> RaiseAsync(HttpContext context, Session session, string id, ISessions sessions, Devices devices, EventLog events)
    {
        Identity.MarkDependent(context.Response.Headers);
        if ((await sessions.ListAsync(context.RequestAborted)).FirstOrDefault(s => s.Handle.ToString() == id) is not { } strange || strange.Handle == session.Handle)
        {
            return Refusal.Because(Reason.NotFound);
        }

        EndOutcome outcome = await sessions.EndOthersAsync();
        devices.Forget(session.UserId);
        await events.RecordAsync(AccountEvent.Of(context, EventKind.NotMe, session.UserId) with { Detail = strange.Device });
        return Navigation.IsFormPost(context.Request) ? FormAnswer.Done(Next, "not-me")
            : Results.StatusCode(outcome == EndOutcome.Pending ? StatusCodes.Status202Accepted : StatusCodes.Status204NoContent);
    }
}
