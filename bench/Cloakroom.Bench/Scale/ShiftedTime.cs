namespace Cloakroom.Bench;

/// <summary>The system's clock, which can be moved on: many sessions expire in one moment then.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    public void Shift(TimeSpan by) => Volatile.Write(ref _ticks, by.Ticks);
}
