using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Cloakroom.Server.Admin.Metrics;

/// <summary>
/// Listens to the meters of this process and keeps what they said in the last 15 minutes, in steps of 5 seconds. It knows no more than any
/// other listener would, such as an exporter: numbers and reasons, nobody's name.
/// </summary>
internal sealed class RecentMetrics : BackgroundService
{
    /// <summary>Length of one step.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    /// <summary>Steps that are kept: 15 minutes.</summary>
    public const int Kept = 180;

    private readonly ConcurrentBag<InstrumentTotals> _meters = [];
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Queue<Dictionary<(string Instrument, string Tag), long>> _steps = new();
    private Dictionary<(string Instrument, string Tag), long> _before = [];

    public RecentMetrics(TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // What is observed elsewhere, such as a backlog in a database, is too dear for every five seconds.
            if (instrument.Meter.Name == Telemetry.Name && instrument is not Histogram<double>)
            {
                var meter = new InstrumentTotals(instrument);
                _meters.Add(meter);
                listener.EnableMeasurementEvents(instrument, meter);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, meter) => (meter as InstrumentTotals)?.Add(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, meter) => (meter as InstrumentTotals)?.Add(value, tags));
        _listener.Start();
    }

    /// <summary>How much an instrument has counted in each step, the oldest first, over all tags; always <see cref="Kept"/> numbers.</summary>
    public long[] Series(string instrument, Func<string, bool>? tags = null)
    {
        lock (_gate)
        {
            long[] known = [.. _steps.Select(s => s.Where(e => e.Key.Instrument == instrument && tags?.Invoke(e.Key.Tag) != false).Sum(e => e.Value))];
            return [.. new long[Kept - known.Length], .. known];
        }
    }

    /// <summary>How much it has counted by tag in the last so many steps.</summary>
    public IReadOnlyDictionary<string, long> ByTag(string instrument, int steps)
    {
        lock (_gate)
        {
            return _steps.TakeLast(steps).SelectMany(s => s).Where(e => e.Key.Instrument == instrument)
                .GroupBy(e => e.Key.Tag, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(e => e.Value), StringComparer.Ordinal);
        }
    }

    /// <summary>Ends the current step.</summary>
    public void Turn()
    {
        lock (_gate)
        {
            foreach (InstrumentTotals meter in _meters)
            {
                meter.Forget();
            }

            _listener.RecordObservableInstruments();
            // Of several meters alike, such as one for each engine, the sum.
            Dictionary<(string Instrument, string Tag), long> now = _meters.SelectMany(m => m.Totals)
                .GroupBy(t => t.Key, t => t.Value).ToDictionary(g => g.Key, g => g.Sum());
            _steps.Enqueue(now.Where(n => n.Value > _before.GetValueOrDefault(n.Key)).ToDictionary(n => n.Key, n => n.Value - _before.GetValueOrDefault(n.Key)));
            _before = now;
            if (_steps.Count > Kept)
            {
                _steps.Dequeue();
            }
        }
    }

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }
}
