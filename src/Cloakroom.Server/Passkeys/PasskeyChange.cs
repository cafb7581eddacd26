using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;

namespace Cloakroom.Server.Passkeys;

/// <summary>What follows when a way to log in was added or taken away: a new ID for this session (promise Q03), the end for all others (Q08).</summary>
internal sealed class PasskeyChange(ISessions sessions, AccountUsers users, EventLog events)
{
    /// <summary>What to hand over; null when the session ended meanwhile. What was begun is finished, whoever has left.</summary>
    public async Task<SignedIn?> DoneAsync(HttpContext context, Session session, string kind, string name)
    {
        await events.RecordAsync(AccountEvent.Of(context, kind, session.UserId) with { Detail = name });
        if (await users.FindAsync(session.UserId, CancellationToken.None) is not { } user)
        {
            return null;
        }

        SignedIn? rotated = await sessions.RotateAsync(user, reauthenticated: false, CancellationToken.None);
        await sessions.EndOthersAsync();
        return rotated;
    }
}
