namespace Cloakroom.Tests.Offline;

/// <summary>The clock of this machine, moved on as a test likes: for two parts of which only one is late.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(By.TotalSeconds * TimestampFrequency);
}
