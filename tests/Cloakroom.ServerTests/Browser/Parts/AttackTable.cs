namespace Cloakroom.ServerTests.Browser;

/// <summary>The table "Which defence stops what" of docs/csrf.md.</summary>
internal static class AttackTable
{
    private const string Heading = "### Which defence stops what";

    /// <summary>Its rows: the attack, then what becomes of it with all defences, with none, and with each of them alone.</summary>
    public static IReadOnlyList<string> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "csrf.md")).SkipWhile(l => l != Heading).SkipWhile(l => !l.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1).TakeWhile(l => l.StartsWith('|')).Select(l => string.Join(" | ", l.Trim('|', ' ').Split('|').Select(c => c.Trim(' ', '`', '*')))),
    ];
}
