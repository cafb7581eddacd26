using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>How long a node may not yet know of a revocation.</summary>
internal sealed class Reach(IReadOnlyList<Window> windows, Bounds bounds)
{
    /// <summary>From here on the node refuses what was ended.</summary>
    /// <param name="ending">An acknowledged revocation.</param>
    /// <param name="session">The session that it ends.</param>
    /// <param name="node">The node that is asked.</param>
    /// <param name="safe">Whether it is asked for something safe.</param>
    /// <param name="hearsOfIt">Whether the node that was asked to end it has to hear of its end from another.</param>
    public double Deadline(Operation ending, int session, int node, bool safe, bool hearsOfIt = false)
    {
        if (node == ending.Node && !hearsOfIt)
        {
            // A node that cannot ask the store does not know whose session it was shown, nor which others that person has.
            return ending is { Verb: Verb.EndAll, Answer.Status: 202 } && session != ending.Session ? HandedOn(ending) + bounds.Slack : ending.End;
        }

        double known = ending.Answer.Status == 202 ? HandedOn(ending) : Told(ending);
        double deadline = known + bounds.Push + bounds.Slack;
        foreach (Window cut in windows.Where(w => w.Trouble == Trouble.CutOff && w.Concerns(node) && w.From <= deadline && w.To >= known))
        {
            // It cannot hear of it, and serves what it knows, for as long as that is allowed.
            double silent = Math.Min(cut.To + bounds.Push, cut.From + bounds.Notice + bounds.FailStatic) + bounds.Slack;
            deadline = safe ? Math.Max(deadline, silent) : deadline;
        }

        return deadline;
    }

    // Where the store loses it and the node that was asked is gone before it could tell the others, it is in that node's journal only.
    private double Told(Operation ending) =>
        windows.Any(w => w.Trouble == Trouble.Lossy && w.From <= ending.End && ending.Start <= w.To)
        && windows.FirstOrDefault(w => w.Trouble == Trouble.Down && w.Concerns(ending.Node) && w.From <= ending.End + bounds.Push + bounds.Slack && w.To > ending.End) is { } gone
            ? gone.To + bounds.Retry : ending.End;

    /// <summary>Until then a node that answered 202 has told the store.</summary>
    // The node keeps it until the store takes it, and tries again and again. An announcement goes another way than writes; of all sessions of
    // a user, a node announces those that it knows.
    public double HandedOn(Operation ending)
    {
        bool announced = bounds.Announces && (ending.Verb is Verb.Logout or Verb.EndOne);
        double time = ending.End, tries = 0;
        while (windows.FirstOrDefault(w => IsInTheWay(w, ending.Node, announced) && w.From <= time + tries && w.To > time) is { } obstacle)
        {
            // Once the store is back it takes a moment, and in that moment the store may be gone again.
            (time, tries) = (obstacle.To, bounds.Retry);
        }

        return time > ending.End || !announced ? time + bounds.Retry : time;
    }

    private static bool IsInTheWay(Window window, int node, bool announced) =>
        window.Concerns(node) && (window.Trouble is Trouble.CutOff or Trouble.Down || (window.Trouble == Trouble.Unwritable && !announced));
}
