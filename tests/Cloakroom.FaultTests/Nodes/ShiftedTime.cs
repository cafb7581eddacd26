namespace Cloakroom.FaultTests.Nodes;

/// <summary>A clock that is wrong. Its timers and what it measures are right.</summary>
internal sealed class ShiftedTime(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
