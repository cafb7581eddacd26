namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The file of attacks, read where it lies: beside the conformance data.</summary>
internal static class AttackFile
{
    private const string Name = "../security/attacks.jsonl";

    /// <summary>What the runner plays; the other areas belong to parts that are not built.</summary>
    public static readonly string[] Areas = ["session", "cookie", "csrf", "jwt", "refresh", "login", "redirect", "host"];

    public static bool Exists => ConformanceData.Exists(Name);

    /// <summary>The attacks of these areas; the running test is skipped where there is no file.</summary>
    public static IReadOnlyList<Attack> All() => Read(ConformanceData.PathOf(Name));

    /// <summary>One row for each attack that is not said to be out of place, by number and title; one that is skipped where there is no file.</summary>
    public static TheoryData<string, string> Rows() =>
        Exists ? [.. All().Where(a => !Playbook.NotApplicable.ContainsKey(a.Id)).Select(a => new TheoryDataRow<string, string>(a.Id, a.Title))] : new() { { "none", "the file of attacks is not here" } };

    public static Attack Of(string id) => All().Single(a => a.Id == id);

    private static Attack[] Read(string path) =>
        [.. File.ReadLines(path).Where(l => l.Length > 0).Select(Attack.Read).Where(a => Areas.Contains(a.Area, StringComparer.Ordinal))];
}
