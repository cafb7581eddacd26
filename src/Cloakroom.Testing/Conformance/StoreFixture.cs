namespace Cloakroom.Testing;

/// <summary>How the conformance suite gets the store that it checks. One fixture is used for one case.</summary>
/// <param name="open">
/// Opens an empty store that takes its time from the given clock. The suite disposes of it (<see cref="IAsyncDisposable"/> or
/// <see cref="IDisposable"/>) after the case; removing files or databases is up to the fixture's owner.
/// </param>
public sealed class StoreFixture(Func<TimeProvider, ValueTask<ISessionStore>> open)
{
    /// <summary>Opens an empty store.</summary>
    public Func<TimeProvider, ValueTask<ISessionStore>> Open { get; } = open;

    /// <summary>
    /// Opens the same data once more, as another process would, while the first opening stays open. Null when the store cannot be shared;
    /// the cases about other processes are then not run.
    /// </summary>
    public Func<TimeProvider, ValueTask<ISessionStore>>? OpenAgain { get; init; }

    /// <summary>Longest time for one case, real time. Default 60 seconds.</summary>
    public TimeSpan Bound { get; init; } = TimeSpan.FromSeconds(60);
}
