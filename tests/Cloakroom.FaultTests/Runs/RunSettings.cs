using Cloakroom.FaultTests.Workload;

namespace Cloakroom.FaultTests.Runs;

/// <summary>How long and how hard a run is.</summary>
internal sealed record RunSettings
{
    /// <summary>Before the fault.</summary>
    public TimeSpan Warm { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The unit of time of a fault.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>After everything works again.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Longest time until everything works again.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary><c>Session:FailStatic</c>; shorter than its default, so that its end is seen.</summary>
    public TimeSpan FailStatic { get; init; } = TimeSpan.FromSeconds(1);

    public Pace Pace { get; init; } = new();
}
