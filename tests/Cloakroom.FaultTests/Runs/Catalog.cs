namespace Cloakroom.FaultTests.Runs;

/// <summary>All faults of all stores.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Scenario> All { get; } = [.. RedisFaults.All, .. RedisLosses.All, .. SqliteFaults.All, .. SqliteLosses.All];

    /// <summary>The fault that is none: every store has it.</summary>
    public const string Nothing = "nothing";

    public static IEnumerable<string> Stores => All.Select(s => s.Store).Distinct();

    public static IEnumerable<string> Faults(string store) => All.Where(s => s.Store == store && !s.NeedsLedger).Select(s => s.Fault);

    public static Scenario Get(string store, string fault) => All.FirstOrDefault(s => s.Store == store && s.Fault == fault)
        ?? throw new ArgumentException($"There is no fault {store} {fault}; there are {string.Join(", ", All)}.", nameof(fault));
}
