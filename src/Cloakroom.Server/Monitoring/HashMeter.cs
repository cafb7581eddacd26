using System.Diagnostics.Metrics;

namespace Cloakroom.Server.Monitoring;

/// <summary>How full the queue before password hashing is.</summary>
internal sealed class HashMeter : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] };

    private readonly Meter _meter = new(Telemetry.Name);
    private readonly Histogram<double> _wait;

    public HashMeter(Func<long> waiting)
    {
        _meter.CreateObservableUpDownCounter("cloakroom.hashing.waiting", waiting, "{password}", "Passwords that wait to be hashed");
        _wait = _meter.CreateHistogram("cloakroom.hashing.wait", "s", "How long a password waited to be hashed", tags: null, Seconds);
    }

    public void Waited(TimeSpan time) => _wait.Record(time.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
