using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>The lives of all sessions, as far as the history knows.</summary>
internal static class Lives
{
    /// <param name="operations">By their beginning.</param>
    /// <param name="windows">The troubles.</param>
    /// <param name="bounds">The promises.</param>
    /// <param name="nodes">How many nodes there are.</param>
    public static Dictionary<int, SessionLife> Of(IReadOnlyList<Operation> operations, IReadOnlyList<Window> windows, Bounds bounds, int nodes)
    {
        Window[] lossy = [.. windows.Where(w => w.Trouble == Trouble.Lossy)];
        Dictionary<int, SessionLife> lives = operations.Where(o => o.Verb == Verb.Login && o.Session != 0)
            .ToDictionary(o => o.Session, o => new SessionLife(o, nodes) { MayBeLost = lossy.Any(w => w.From <= o.End && o.Start <= w.To) });
        ILookup<string, SessionLife> byUser = lives.Values.ToLookup(l => l.Login.User, StringComparer.Ordinal);
        Operation[] endings = [.. operations.Where(o => o.IsEnding && o.Answer.Status is not (401 or 403 or 404))];
        foreach (Operation ending in endings)
        {
            foreach (SessionLife life in Concerned(ending, lives, byUser).Where(l => MayReach(ending, l)))
            {
                life.MayEnd(ending);
            }
        }

        var reach = new Reach(windows, bounds);
        foreach (Operation ending in endings.Where(e => e.Answer.Status is 200 or 202 or 204 && IsMeant(e, lives, reach, bounds)))
        {
            foreach (SessionLife life in Concerned(ending, lives, byUser).Where(l => HasReached(ending, l, bounds)))
            {
                life.Ended(ending, reach);
            }
        }

        return lives;
    }

    private static IEnumerable<SessionLife> Concerned(Operation ending, Dictionary<int, SessionLife> lives, ILookup<string, SessionLife> byUser) => ending.Verb switch
    {
        Verb.Logout => One(lives, ending.Session),
        Verb.EndOne => One(lives, ending.Target),
        Verb.EndOthers => byUser[ending.User].Where(l => l.Login.Session != ending.Session),
        _ => byUser[ending.User],
    };

    private static IEnumerable<SessionLife> One(Dictionary<int, SessionLife> lives, int session) => lives.TryGetValue(session, out SessionLife? life) ? [life] : [];

    // What was not answered may still be under way, for as long as it likes.
    private static bool MayReach(Operation ending, SessionLife life) => ending.Answer.Status == 0 || ending.End >= life.Login.Start;

    // A login says when the person proved who they are, and that is when it began: an end of all that began later is meant for it too, even
    // where the session was not there yet. One that waits for the store knows only the sessions that there are.
    private static bool HasReached(Operation ending, SessionLife life, Bounds bounds) => ending.Verb is Verb.Logout or Verb.EndOne
        || (ending.Answer.IsDone && bounds.ClocksAgree ? life.Login.Start : life.Login.End) < ending.Start;

    // Whoever shows a session that is over already ends no others with a logout everywhere, and is told the same. A node without store that does
    // not know whose session it was shown asks for that when the store is back, and somebody may have ended the session by then.
    private static bool IsMeant(Operation ending, Dictionary<int, SessionLife> lives, Reach reach, Bounds bounds) =>
        ending.Verb != Verb.EndAll || (lives.TryGetValue(ending.Session, out SessionLife? actor)
            && actor.LivesUntil(ending.Answer.Status == 202 ? reach.HandedOn(ending) + bounds.Slack : ending.End, except: ending));
}
