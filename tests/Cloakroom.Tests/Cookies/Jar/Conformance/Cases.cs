using System.Text.Json;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Cookies.Jar.Conformance;

/// <summary>What the runners of the three suites share.</summary>
internal static class Cases
{
    public static IReadOnlyList<JsonElement> Of(string file) => ConformanceData.Cases(file);

    public static string Id(JsonElement c) => Text(c, "id") ?? "";

    public static string? Text(JsonElement c, string name) => c.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    public static Uri Address(JsonElement c, string name) => new(Text(c, name) ?? "");

    /// <summary>Whether the expectation of the suite is what the draft prescribes.</summary>
    public static bool Agrees(JsonElement c) =>
        c.TryGetProperty("rfc6265bis", out JsonElement draft) ? draft.GetProperty("agrees").GetBoolean()
        : !c.TryGetProperty("rfc6265bis_agrees", out JsonElement agrees) || agrees.ValueKind == JsonValueKind.True;

    /// <summary>Runs cases; each gives null or what is wrong.</summary>
    public static void AllPass(IEnumerable<JsonElement> cases, Func<JsonElement, string?> run)
    {
        var all = cases.Select(c => (Id: Id(c), Wrong: run(c))).ToList();
        Assert.NotEmpty(all);
        Offenders.None(all.Where(c => c.Wrong is not null).Select(c => $"{c.Id} {c.Wrong}"), $"Of {all.Count} cases these fail:");
    }

    /// <summary>
    /// The table in docs/cookies.md has exactly the cases of this file in which suite and draft disagree, and says of each whom the jar follows.
    /// </summary>
    public static void AreListed(string file, Func<JsonElement, bool> passesSuite)
    {
        string suite = Path.GetFileName(file).Split('.')[0] is var name && name == "wpt-cookies" ? "wpt/" : $"{name}/";
        string[] listed = [.. Repository.Read("docs/cookies.md").Split('\n').Where(l => l.StartsWith($"| {suite}", StringComparison.Ordinal)).Select(Row)];
        string[] real = [.. Of(file).Where(c => !Agrees(c)).Select(c => $"{Id(c)}: {(passesSuite(c) ? "suite" : "draft")}")];
        Assert.Equal(real.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string Row(string line) => line.Split('|', StringSplitOptions.TrimEntries) is [_, var id, var follows, ..] ? $"{id}: {follows}" : line;
}
