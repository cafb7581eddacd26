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

    private readonly ConcurrentDictionary<(string Instrument, string Tag), Total> _totals = new();
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
            if (instrument.Meter.Name == Telemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
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
            foreach (((string Instrument, string Tag) _, Total total) in _totals.Where(t => t.Value.IsObserved))
            {
                total.Reset();
            }

            _listener.RecordObservableInstruments();
            Dictionary<(string Instrument, string Tag), long> now = _totals.ToDictionary(t => t.Key, t => t.Value.Value);
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

    // Within a request: no lock, and nothing is made for a reason that was heard before.
    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string tag = tags.Length > 0 ? tags[0].Value as string ?? "" : "";
        Total total = _totals.GetOrAdd((instrument.Name, tag), static (_, observed) => new Total(observed), instrument.IsObservable);
        total.Add(value);
    }

    private sealed class Total(bool isObserved)
    {
        private long _value;

        /// <summary>It is told as a whole each time, by each of its meters.</summary>
        public bool IsObserved => isObserved;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long more) => Interlocked.Add(ref _value, more);

        public void Reset() => Interlocked.Exchange(ref _value, 0);
    }
}
