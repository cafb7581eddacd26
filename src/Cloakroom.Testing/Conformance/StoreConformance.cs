namespace Cloakroom.Testing;

/// <summary>
/// The obligations of <see cref="ISessionStore"/>, <see cref="ISessionDataStore"/> and <see cref="ISessionChangeFeed"/> as cases that run
/// against any store, under any test framework (docs/testing.md shows the three lines).
/// </summary>
/// <remarks>
/// Not covered, because no test can bring it about for every store: that an unreachable store throws
/// <see cref="StoreUnavailableException"/>, and that an acknowledged write outlives a crash of the machine.
/// </remarks>
public static class StoreConformance
{
    /// <summary>Every case, in the order of the verbs.</summary>
    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. FindCases.All, .. CreateCases.All, .. LimitCases.All, .. ReplaceCases.All, .. UpdateCases.All, .. TouchCases.All,
        .. DeleteCases.All, .. ListCases.All, .. DeleteUserCases.All, .. EpochCases.All, .. SweepCases.All, .. UserIdCases.All, .. CancellationCases.All,
        .. RaceCases.All, .. RevivalRaceCases.All, .. LimitRaceCases.All,
        .. DataCases.All, .. DataConditionCases.All, .. DataLifeCases.All, .. DataLimitCases.All,
        .. FeedCases.All, .. TwoProcessCases.All,
    ];

    /// <summary>The case of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ConformanceCase Case(string name) =>
        Cases.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"There is no case named '{name}'.", nameof(name));
}
