using System.Diagnostics.Metrics;

namespace Cloakroom.PostgreSql;

/// <summary>What the store counts; meter <c>Cloakroom.PostgreSql</c>, read when somebody listens.</summary>
internal sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter = new("Cloakroom.PostgreSql");
    private long _touches, _touchWrites, _unreadable, _unavailable, _partitionsDropped;

    public StoreMetrics()
    {
        _meter.CreateObservableCounter("cloakroom.store.touches", () => Interlocked.Read(ref _touches), "{touch}", "Touches written.");
        _meter.CreateObservableCounter("cloakroom.store.touch_writes", () => TouchWrites, "{write}", "Statements that carried them.");
        _meter.CreateObservableCounter(
            "cloakroom.store.unreadable", () => UnreadableRows, "{record}", "Records refused because they are damaged or belong elsewhere.");
        _meter.CreateObservableCounter(
            "cloakroom.store.unavailable", () => Interlocked.Read(ref _unavailable), "{call}", "Calls refused because PostgreSQL could not serve them.");
        _meter.CreateObservableCounter(
            "cloakroom.store.partitions_dropped", () => PartitionsDropped, "{partition}", "Partitions of expired sessions that were dropped.");
    }

    public long TouchWrites => Interlocked.Read(ref _touchWrites);

    public long UnreadableRows => Interlocked.Read(ref _unreadable);

    public long PartitionsDropped => Interlocked.Read(ref _partitionsDropped);

    public void Touched(int count)
    {
        Interlocked.Add(ref _touches, count);
        Interlocked.Increment(ref _touchWrites);
    }

    public void Unreadable() => Interlocked.Increment(ref _unreadable);

    public void Unavailable() => Interlocked.Increment(ref _unavailable);

    public void PartitionDropped() => Interlocked.Increment(ref _partitionsDropped);

    public void Dispose() => _meter.Dispose();
}
