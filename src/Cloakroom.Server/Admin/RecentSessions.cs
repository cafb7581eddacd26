using Cloakroom.Server.Events;

namespace Cloakroom.Server.Admin;

/// <summary>
/// The live sessions of whoever logged in last. No store is asked for all sessions that there are: with millions it would have nothing else
/// to do. The log of events tells who came last, and the store is asked for those few.
/// </summary>
internal sealed class RecentSessions(EventReader events, SessionEngine engine)
{
    private const int Logins = 200, People = 25;

    public async Task<IReadOnlyList<Session>> FindAsync(CancellationToken cancellationToken)
    {
        string[] people = [.. events.Read(new() { Kind = EventKind.Login }, Logins).Select(e => e.What.Account).OfType<string>().Distinct(StringComparer.Ordinal).Take(People)];
        var live = new List<Session>();
        foreach (string person in people)
        {
            live.AddRange(await engine.ListAsync(person, cancellationToken));
        }

        return [.. live.OrderByDescending(s => s.LastSeenAt)];
    }
}
