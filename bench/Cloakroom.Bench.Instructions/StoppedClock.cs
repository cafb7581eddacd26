namespace Cloakroom.Bench.Instructions;

/// <summary>Asking the time must not take another number of instructions each time.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_750_000_000);

    public override long GetTimestamp() => 0;
}
