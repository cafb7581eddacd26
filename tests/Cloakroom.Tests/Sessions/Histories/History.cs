namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>
/// All calls of one schedule with their answers. It is right when the answers could have come from the model, called once for each call
/// in some order that never puts a call before one that had ended when it began (Herlihy and Wing: linearizable).
/// </summary>
internal sealed class History(Call[][] clients)
{
    private const int MostSteps = 3_000_000;

    private readonly Call[][] _steps = [.. clients.Select(calls => calls.SelectMany(c => c is Call.Sweep sweep ? sweep.Steps : [c]).ToArray())];

    public IEnumerable<Call> Calls => clients.SelectMany(c => c);

    /// <summary>What is wrong, with the whole history; null when nothing is.</summary>
    public string? Mistake()
    {
        string? mistake = Laws.Broken(this) ?? (IsExplained(out int steps) ? null
            : steps > MostSteps ? "No order of the calls was found in the time given." : "No order of the calls explains the answers.");
        return mistake is null ? null : $"{mistake}\n{this}";
    }

    public override string ToString() =>
        string.Join('\n', Calls.OrderBy(c => c.Start).Select(c => $"{c.Start,4} to {c.End,4}  client {c.Client}: {c}"));

    private bool IsExplained(out int steps)
    {
        int total = _steps.Sum(c => c.Length);
        steps = 0;
        var open = new Stack<(Model State, int[] Next)>();
        open.Push((Model.Empty, new int[_steps.Length]));
        while (open.TryPop(out (Model State, int[] Next) at) && steps++ <= MostSteps)
        {
            if (at.Next.Sum() == total)
            {
                return true;
            }

            for (int client = 0; client < _steps.Length; client++)
            {
                foreach (Model after in After(at, client))
                {
                    int[] next = [.. at.Next];
                    next[client]++;
                    open.Push((after, next));
                }
            }
        }

        return false;
    }

    private IEnumerable<Model> After((Model State, int[] Next) at, int client) => Candidate(at.Next, client) is { } call ? at.State.Next(call) : [];

    // The client's next call, unless another client's next call had ended before it began.
    private Call? Candidate(int[] next, int client)
    {
        if (next[client] == _steps[client].Length)
        {
            return null;
        }

        Call call = _steps[client][next[client]];
        for (int other = 0; other < _steps.Length; other++)
        {
            if (next[other] < _steps[other].Length && _steps[other][next[other]].IsBefore(call))
            {
                return null;
            }
        }

        return call;
    }
}
