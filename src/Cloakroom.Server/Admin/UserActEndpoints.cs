using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.Admin;

/// <summary>What administrators do to accounts: each act is written down, and needs a login of the last five minutes (promise Q10).</summary>
internal static class UserActEndpoints
{
    public static void Map(RouteGroupBuilder acts)
    {
        acts.MapPost("/users", AddAsync);
        acts.MapPost("/users/{id}/disable", (HttpContext context, string id) => ActAsync(context, id, EventKind.Disabled, "account-disabled", (a, c) => a.DisableAsync(id, c)));
        acts.MapPost("/users/{id}/enable", (HttpContext context, string id) => ActAsync(context, id, EventKind.Enabled, "account-enabled", (a, c) => a.EnableAsync(id, c)));
        acts.MapPost("/users/{id}/roles", SetRolesAsync);
        acts.MapPut("/users/{id}/roles", SetRolesAsync);
        acts.MapPost("/users/{id}/factors", ResetFactorsAsync);
        acts.MapDelete("/users/{id}/factors", ResetFactorsAsync);
        acts.MapPost("/users/{id}/sessions", EndAllAsync);
        acts.MapDelete("/users/{id}/sessions", EndAllAsync);
        acts.MapPost("/users/{id}/sessions/{handle}", EndAsync);
        acts.MapDelete("/users/{id}/sessions/{handle}", EndAsync);
    }

    private static async Task<IResult> AddAsync(HttpContext context, Registration registration)
    {
        (Accounts.Credentials? credentials, Refusal? refusal) = await CredentialsBody.ReadAsync(context.Request);
        if (credentials is null)
        {
            return AdminAnswer.Refuse(context, refusal ?? Refusal.Because(Reason.InvalidRequest));
        }

        RegistrationOutcome outcome = await registration.AddAsync(credentials.Email, credentials.Password, admin: false, context.RequestAborted);
        return outcome switch
        {
            RegistrationOutcome.Refused refused => AdminAnswer.Refuse(context, refused.Refusal),
            RegistrationOutcome.Registered { User: var user } when Navigation.IsFormPost(context.Request) =>
                AdminAnswer.Done(context, "account-made", page: $"/admin/users/{user.Id}"),
            RegistrationOutcome.Registered { User: var user } => Results.Json(
                new { user = SessionJson.User(user) }, ServerJson.Options, statusCode: StatusCodes.Status201Created),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static async Task<IResult> SetRolesAsync(HttpContext context, string id) =>
        await AdminBody.ReadRolesAsync(context.Request) is { } roles
            ? await ActAsync(context, id, EventKind.RolesChanged, "roles-changed", (acts, cancellationToken) => acts.SetRolesAsync(id, _ => roles, cancellationToken))
            : AdminAnswer.Refuse(context, Refusal.Because(Reason.InvalidRequest, $"The field roles is a list. {RoleName.Rule}"));

    // The account first: a login in between is told by it. Repeated, an act is carried through at the sessions once more.
    private static async Task<IResult> ActAsync(
        HttpContext context, string id, string kind, string done, Func<AccountActs, CancellationToken, Task<ActOutcome>> act)
    {
        await AdminBody.ReadFormAsync(context.Request);
        IServiceProvider services = context.RequestServices;
        switch (await act(services.GetRequiredService<AccountActs>(), context.RequestAborted))
        {
            case ActOutcome.Refused { Refusal: var refusal }:
                return AdminAnswer.Refuse(context, refusal);
            case ActOutcome.Done result:
                if (result.Change.Length > 0)
                {
                    await services.GetRequiredService<EventDesk>().RecordAsync(kind, id, kind == EventKind.RolesChanged ? result.Change : null);
                }

                await services.GetRequiredService<LiveSessions>().FollowAsync(result, CancellationToken.None);
                return AdminAnswer.Done(context, done);
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    private static async Task<IResult> ResetFactorsAsync(HttpContext context, string id, FactorReset reset, AccountList accounts)
    {
        await AdminBody.ReadFormAsync(context.Request);
        return await accounts.FindAsync(id, context.RequestAborted) is null
            ? AdminAnswer.Refuse(context, Refusal.Because(Reason.NotFound))
            : AdminAnswer.Done(context, "factors-reset", await reset.RunAsync(id));
    }

    private static async Task<IResult> EndAllAsync(HttpContext context, string id, LiveSessions sessions, AccountList accounts)
    {
        await AdminBody.ReadFormAsync(context.Request);
        return await accounts.FindAsync(id, context.RequestAborted) is null
            ? AdminAnswer.Refuse(context, Refusal.Because(Reason.NotFound))
            : AdminAnswer.Done(context, "sessions-ended", await sessions.EndAllAsync(id, EndReason.Revoked));
    }

    private static async Task<IResult> EndAsync(HttpContext context, string id, string handle, LiveSessions sessions)
    {
        await AdminBody.ReadFormAsync(context.Request);
        EndOutcome outcome = await sessions.EndAsync(id, handle, context.RequestAborted);
        return outcome == EndOutcome.Absent
            ? AdminAnswer.Refuse(context, Refusal.Because(Reason.NotFound)) : AdminAnswer.Done(context, "ended", outcome);
    }
}
