using System.Diagnostics.Metrics;

namespace Cloakroom.Redis;

/// <summary>What the store counts; meter <c>Cloakroom.Redis</c>, read when somebody listens.</summary>
internal sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter = new("Cloakroom.Redis");
    private long _unreadable;

    public StoreMetrics() => _meter.CreateObservableCounter(
        "cloakroom.store.unreadable", () => UnreadableRecords, "{record}", "Records refused because they are damaged or belong elsewhere.");

    public long UnreadableRecords => Interlocked.Read(ref _unreadable);

    public void Unreadable() => Interlocked.Increment(ref _unreadable);

    public void Dispose() => _meter.Dispose();
}
