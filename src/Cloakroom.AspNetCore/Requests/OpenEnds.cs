using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom;

/// <summary>
/// What stays open for longer than a request ends with its session: WebSockets, event streams, and with them SignalR. By default, since an
/// application that does not think of it would go on telling a thief.
/// </summary>
internal static class OpenEnds
{
    private const string EventStream = "text/event-stream";

    /// <summary>
    /// Whether a request may stay open however it is answered: a WebSocket, or whatever asks a hub of SignalR, which holds the questions of
    /// clients without WebSockets back until it has something to tell.
    /// </summary>
    public static bool Concerns(HttpContext context, EndpointMarks endpoint) => endpoint.IsHub || CrossOriginCheck.IsWebSocket(context.Request);

    /// <summary>Looks after what may stay open.</summary>
    public static void Guard(HttpContext context, RequestSession session)
    {
        if (Concerns(context, session.Marks))
        {
            AbortAtTheEnd(context, session);
        }
    }

    /// <summary>Looks after an answer that begins now, and for which somebody has asked who it is for.</summary>
    public static void GuardAnswer(HttpContext context)
    {
        if (context.Response.ContentType?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) == true
            && RequestSession.In(context) is { } session && context.GetEndpoint()?.Metadata.GetMetadata<EndsByItself>() is null)
        {
            AbortAtTheEnd(context, session);
        }
    }

    /// <summary>Waits for the end of the session; it is given up with the request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="session">What is known about its sender.</param>
    /// <param name="withRoles">It ends as well when the roles change: what was opened with them may not be allowed any more.</param>
    public static SessionEnds.Watch Watch(HttpContext context, RequestSession session, bool withRoles = false)
    {
        ShownSession shown = session.Shown ?? throw new InvalidOperationException("There is no session to wait for.");
        SessionEngine engine = context.RequestServices.GetRequiredService<SessionEngine>();
        SessionEnds.Watch watch = context.RequestServices.GetRequiredService<SessionEnds>().Start(
            shown.Token is { } token ? engine.WhereOf(token.Digest) : engine.WhereOf(shown.Id ?? throw new InvalidOperationException("There is no session to wait for.")),
            withRoles ? session.Session?.User : null);
        context.Response.RegisterForDispose(watch);
        return watch;
    }

    private static void AbortAtTheEnd(HttpContext context, RequestSession session)
    {
        if (session.Session is not null)
        {
            Watch(context, session, withRoles: true).Ended.Register(static state => ((HttpContext)state!).Abort(), context);
        }
    }
}

/// <summary>An endpoint that stays open and says by itself that the session is over.</summary>
internal sealed class EndsByItself
{
    public static EndsByItself Instance { get; } = new();
}
