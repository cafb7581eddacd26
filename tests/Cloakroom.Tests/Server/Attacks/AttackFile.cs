using System.Globalization;

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

    /// <summary>
    /// One row for each attack that is not said to be out of place and each way, by number, way and title; one that is skipped where there is
    /// no file. Without CLOAKROOM_LONG=1 each attack is played directly on every store, and through each proxy on one, which is another one
    /// from attack to attack: what a proxy does to a request has nothing to do with the store.
    /// </summary>
    public static TheoryData<string, Way, string> Rows(string store) => !Exists ? new() { { "none", Way.Direct, "the file of attacks is not here" } } :
    [
        .. from attack in All()
           where !Playbook.NotApplicable.ContainsKey(attack.Id)
           from way in Enum.GetValues<Way>()
           where IsLong || way == Way.Direct || AttackPage.Stores[(int.Parse(attack.Id.AsSpan(1), CultureInfo.InvariantCulture) + (int)way) % AttackPage.Stores.Length] == store
           select new TheoryDataRow<string, Way, string>(attack.Id, way, attack.Title),
    ];

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" || Environment.GetEnvironmentVariable("CLOAKROOM_ACCEPT") == "1";

    public static Attack Of(string id) => All().Single(a => a.Id == id);

    private static Attack[] Read(string path) =>
        [.. File.ReadLines(path).Where(l => l.Length > 0).Select(Attack.Read).Where(a => Areas.Contains(a.Area, StringComparer.Ordinal))];
}
