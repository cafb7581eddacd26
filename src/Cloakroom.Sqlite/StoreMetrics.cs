using System.Diagnostics.Metrics;

namespace Cloakroom.Sqlite;

/// <summary>What the store counts; meter <c>Cloakroom.Sqlite</c>, read when somebody listens.</summary>
internal sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter = new("Cloakroom.Sqlite");
    private long _commits, _writes, _unreadable, _unavailable;

    public StoreMetrics(Func<bool> ballastIsWhole)
    {
        _meter.CreateObservableCounter("cloakroom.store.commits", () => Commits, "{commit}", "Durable commits: each costs one fsync.");
        _meter.CreateObservableCounter("cloakroom.store.writes", () => Writes, "{write}", "Writes that the commits carried.");
        _meter.CreateObservableCounter(
            "cloakroom.store.unreadable", () => UnreadableRows, "{record}", "Records refused because they are damaged or belong elsewhere.");
        _meter.CreateObservableCounter(
            "cloakroom.store.unavailable", () => Interlocked.Read(ref _unavailable), "{call}", "Calls refused because the store could not serve them.");
        _meter.CreateObservableGauge(
            "cloakroom.store.ballast", () => ballastIsWhole() ? 1 : 0, "{file}", "0 while the reserve for a full disk is spent.");
    }

    public long Commits => Interlocked.Read(ref _commits);

    public long Writes => Interlocked.Read(ref _writes);

    public long UnreadableRows => Interlocked.Read(ref _unreadable);

    public void Committed(int writes, bool durable)
    {
        Interlocked.Add(ref _commits, durable ? 1 : 0);
        Interlocked.Add(ref _writes, writes);
    }

    public void Unreadable() => Interlocked.Increment(ref _unreadable);

    public void Unavailable() => Interlocked.Increment(ref _unavailable);

    public void Dispose() => _meter.Dispose();
}
