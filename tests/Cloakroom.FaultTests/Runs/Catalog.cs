namespace Cloakroom.FaultTests.Runs;

/// <summary>All faults of all stores.</summary>
internal static class Catalog
{
    /// <summary>The fault that is none: every store has it.</summary>
    public const string Nothing = "nothing";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. RedisFaults.All, .. RedisFaults.Ways, .. RedisLosses.All, .. RedisLosses.Nodes,
        .. SqliteFaults.All, .. SqliteLosses.All, .. SqliteLosses.Nodes,
    ];

    public static IEnumerable<string> Stores => All.Select(s => s.Store).Distinct();

    public static IEnumerable<Scenario> Of(string store) => All.Where(s => s.Store == store);

    /// <param name="name">A store and one of its faults, with a space between.</param>
    public static Scenario Get(string name) => All.FirstOrDefault(s => s.ToString() == name)
        ?? throw new ArgumentException($"There is no fault {name}; there are {string.Join(", ", All)}.", nameof(name));
}
