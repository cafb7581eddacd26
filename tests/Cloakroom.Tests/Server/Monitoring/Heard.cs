using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cloakroom.Tests.Server.Monitoring;

/// <summary>Listens to the meters and activities of this process, as an exporter does. Other tests are heard too.</summary>
internal sealed class Heard : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans;
    private readonly ConcurrentQueue<Measured> _measured = new();
    private readonly ConcurrentQueue<Activity> _ended = new();

    public Heard()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Cloakroom", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measured.Enqueue(new(instrument.Name, value, Text(tags))));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measured.Enqueue(new(instrument.Name, value, Text(tags))));
        _meters.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Cloakroom" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public IReadOnlyCollection<Measured> Measurements => _measured;

    /// <summary>What has ended in one trace.</summary>
    public Activity[] Spans(ActivityTraceId trace) => [.. _ended.Where(a => a.TraceId == trace)];

    /// <summary>Asks the instruments that tell only when they are asked.</summary>
    public void Collect() => _meters.RecordObservableInstruments();

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
}

/// <summary>One measurement; the tags as <c>name=value</c>, with spaces between.</summary>
internal sealed record Measured(string Instrument, double Value, string Tags);
