using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>Holds a history against the promises. Pure: the same history has always the same verdict.</summary>
internal static class Checker
{
    /// <param name="operations">By their beginning.</param>
    /// <param name="windows">The troubles.</param>
    /// <param name="bounds">The promises.</param>
    /// <param name="nodes">How many nodes there are.</param>
    public static Verdict Check(IReadOnlyList<Operation> operations, IReadOnlyList<Window> windows, Bounds bounds, int nodes)
    {
        Dictionary<int, SessionLife> lives = Lives.Of(operations, windows, bounds, nodes);
        List<Violation> violations = [];
        HashSet<int> lost = [];
        foreach (Operation operation in operations)
        {
            lives.TryGetValue(operation.Verb == Verb.Login ? 0 : operation.Session, out SessionLife? life);
            violations.AddRange(new[]
            {
                bounds.StoreIsOurs ? Revocations.Broken(operation, life) : null, Identity.Broken(operation), Outages.Broken(operation, life),
                Closing.Broken(operation, windows, bounds), Answers.Broken(operation, windows, bounds),
            }.OfType<Violation>());
            if (life is { MayBeLost: true, IsEnded: false } && operation.Answer.Status == 401)
            {
                lost.Add(operation.Session);
            }
        }

        violations.AddRange(Logins.Broken(operations, bounds));
        return new Verdict(violations, lives, lost.Count);
    }
}

/// <summary>What the checker found.</summary>
/// <param name="Violations">Promises that were broken, in the order of the history.</param>
/// <param name="Lives">The sessions.</param>
/// <param name="LostLogins">Sessions that went with the store's last writes: their owners log in once more.</param>
internal sealed record Verdict(IReadOnlyList<Violation> Violations, IReadOnlyDictionary<int, SessionLife> Lives, int LostLogins);
