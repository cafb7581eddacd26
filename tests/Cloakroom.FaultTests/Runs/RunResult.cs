using System.Text;
using Cloakroom.FaultTests.Checking;
using Cloakroom.FaultTests.Figures;
using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Runs;

/// <summary>What one run came to.</summary>
internal sealed record RunResult(
    Scenario Scenario, ulong Seed, IReadOnlyList<Operation> Operations, IReadOnlyList<Window> Windows, Verdict Verdict, double? RecoveredAfter, string Log)
{
    private const int MostTold = 3;

    /// <summary>How to play the same again.</summary>
    public string Again => $"tests/Cloakroom.FaultTests: play {Scenario.Store} {Scenario.Fault} --seed {Seed}";

    public RunFigures Figures => RunFigures.Of(this);

    /// <summary>What was wrong, with the seed and the history around it; null where nothing was.</summary>
    public string? Failure
    {
        get
        {
            if (Verdict.Violations.Count == 0 && RecoveredAfter is not null)
            {
                return null;
            }

            var text = new StringBuilder().AppendLine($"{Scenario}: {Verdict.Violations.Count} violations. To play it again, {Again}");
            if (RecoveredAfter is null)
            {
                text.AppendLine("The nodes did not work again after the fault.");
            }

            foreach (var law in Verdict.Violations.GroupBy(v => v.Law))
            {
                text.AppendLine($"\n{law.Key}: {law.Count()}");
                law.Take(MostTold).ToList().ForEach(v => text.AppendLine(v.Tell(Operations, Windows)));
            }

            return text.AppendLine(Log).ToString();
        }
    }
}
