using System.Globalization;

namespace Cloakroom.Server.Events;

/// <summary>Writes down the begin and the end of sessions, whichever way in or out was taken.</summary>
internal sealed class SessionEvents(EventLog log, IHttpContextAccessor accessor) : ISessionHooks
{
    public ValueTask BeganAsync(Session session, CancellationToken cancellationToken) =>
        log.RecordAsync(Of(EventKind.Login, session.UserId) with { Actor = null, Session = session.Handle.ToString(), Device = session.Device, Detail = Methods(session) });

    public ValueTask EndedAsync(SessionEnd end, CancellationToken cancellationToken)
    {
        string kind = end.Why == EndReason.LoggedOut ? EventKind.Logout : EventKind.Revoke;
        return log.RecordAsync(Of(kind, end.UserId) with { Session = end.Session?.Handle.ToString(), Detail = Detail(end) });
    }

    private AccountEvent Of(string kind, string user) =>
        accessor.HttpContext is { } context ? AccountEvent.Of(context, kind, user) : new AccountEvent(kind, user);

    private static string Methods(Session session) => string.Join(' ', session.AuthenticationMethods);

    private static string? Detail(SessionEnd end)
    {
        string? why = end.Why switch
        {
            EndReason.LimitReached => "too many sessions",
            EndReason.Rotated => "another login on the same device",
            EndReason.UserDisabled => "account disabled",
            _ => null,
        };
        string? count = end.Session is not null ? null : end.Count == 0 ? "all sessions" : string.Create(CultureInfo.InvariantCulture, $"{end.Count} sessions");
        return why is null ? count : count is null ? why : $"{why}, {count}";
    }
}
