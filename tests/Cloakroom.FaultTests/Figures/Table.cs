using System.Text;

namespace Cloakroom.FaultTests.Figures;

/// <summary>Figures as a table for people.</summary>
internal static class Table
{
    private const string Head = """
        | store | fault | runs | failed | operations | revocations | pending | undone | wrong user | logged out | lost logins | longest answer ms | without store ms | noticed ms | recovered ms |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>One line for each fault, and one for each store.</summary>
    public static string Of(IEnumerable<RunFigures> runs)
    {
        var text = new StringBuilder().AppendLine(Head);
        foreach (IGrouping<string, RunFigures> store in runs.GroupBy(r => r.Store))
        {
            foreach (IGrouping<string, RunFigures> fault in store.GroupBy(r => r.Fault))
            {
                text.AppendLine(Line(fault.Aggregate((a, b) => a + b)));
            }

            text.AppendLine(Line(store.Aggregate((a, b) => a + b) with { Fault = "**all**" }));
        }

        return text.ToString();
    }

    private static string Line(RunFigures f) =>
        $"| {f.Store} | {f.Fault} | {f.Runs} | {f.Failed} | {f.Operations} | {f.Revocations} | {f.Pending} | {f.Undone} | {f.WrongUsers} | {f.LoggedOut} | {f.LostLogins} "
        + $"| {f.LongestAnswer:F0} | {f.LongestWithoutStore:F0} | {f.Opened:F0} | {f.Recovered:F0} |";
}
