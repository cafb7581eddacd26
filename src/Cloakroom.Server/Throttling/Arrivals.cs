using Cloakroom.Server.Events;

namespace Cloakroom.Server.Throttling;

/// <summary>What follows when somebody has logged in, in whatever way and to the end: the browser is known from now on, and its owner is told if it was not before.</summary>
internal sealed class Arrivals(Devices devices, EventLog events)
{
    /// <param name="context">The request that logged in; its answer has not begun.</param>
    /// <param name="session">The session that it got.</param>
    public async ValueTask NoteAsync(HttpContext context, Session session)
    {
        // A program that was given tokens keeps no cookies.
        if (devices.Greet(context, session.UserId, keepsCookies: session.Carrier != Carrier.Token))
        {
            await events.RecordAsync(Of(context, EventKind.NewDevice, session));
        }
    }

    private static AccountEvent Of(HttpContext context, string kind, Session session) =>
        AccountEvent.Of(context, kind, session.UserId) with { Actor = null, Session = session.Handle.ToString(), Device = session.Device };
}
