using System.Diagnostics.Metrics;

namespace Cloakroom.Server.Health;

/// <summary>
/// Looks at what goes wrong slowly, at the start and every ten seconds: clocks that drift apart, a clock that was set back, a store that may
/// forget, a runtime that should not be used. Each is a metric and a word of <c>/health</c>, and a line of the log each minute while it lasts.
/// </summary>
internal sealed class HealthWatch : BackgroundService
{
    /// <summary>More than this between two clocks is worth a word; at five minutes the node is not ready (promise F14).</summary>
    public static readonly TimeSpan BearableSkew = TimeSpan.FromSeconds(30);

    private const string Skew = "clock_skew", SetBack = "clock_set_back", Waiting = "revocations_waiting", OldRuntime = "runtime";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10), Repeat = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);
    private readonly Meter _meter = new(Telemetry.Name);
    private readonly Readiness _readiness;
    private readonly SessionEngine _engine;
    private readonly RuntimeFloor _runtime;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthWatch> _logger;
    private volatile bool _isReady;

    public HealthWatch(Readiness readiness, SessionEngine engine, RuntimeFloor runtime, TimeProvider time, ILogger<HealthWatch> logger)
    {
        (_readiness, _engine, _runtime, _time, _logger) = (readiness, engine, runtime, time, logger);
        _meter.CreateObservableUpDownCounter("cloakroom.ready", () => _isReady ? 1L : 0L, "{node}", "1 while this node is ready, as it found itself within the last ten seconds");
        _meter.CreateObservableGauge("cloakroom.clock.skew", () => (_engine.StoreClockSkew ?? TimeSpan.Zero).TotalSeconds, "s", "How far the clock of the store is ahead of this one");
        _meter.CreateObservableGauge("cloakroom.clock.set_back", () => ClockSetBack.TotalSeconds, "s", "How far the wall clock was set back; time goes on from where it was");
    }

    /// <summary>What an operator should look at, in stable words.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. _engine.StoreClockSkew is { } skew && skew.Duration() > BearableSkew ? [Skew] : Array.Empty<string>(),
        .. ClockSetBack > TimeSpan.Zero ? [SetBack] : Array.Empty<string>(),
        .. _engine.PendingCount > 0 ? [Waiting] : Array.Empty<string>(),
        .. _runtime.Problem is not null ? [OldRuntime] : Array.Empty<string>(),
    ];

    private TimeSpan ClockSetBack => (_time as SteadyClock)?.SetBack ?? TimeSpan.Zero;

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        _isReady = await IsReadyAsync(cancellationToken);
        if (_engine.StoreTrouble is { } trouble && IsTimeToSay("store"))
        {
            Log.StoreTrouble(_logger, trouble);
        }

        foreach (string warning in Warnings.Where(IsTimeToSay))
        {
            switch (warning)
            {
                case Skew:
                    Log.ClockSkew(_logger, (int)(_engine.StoreClockSkew ?? TimeSpan.Zero).TotalSeconds);
                    break;
                case SetBack:
                    Log.ClockSetBack(_logger, (int)ClockSetBack.TotalSeconds);
                    break;
                case OldRuntime:
                    Log.RuntimeAllowed(_logger, _runtime.Problem ?? "");
                    break;
                default:
                    Log.RevocationsWait(_logger, _engine.PendingCount);
                    break;
            }
        }
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    // Whatever goes wrong here is one more way not to be ready, and must not end the server.
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _readiness.JudgeAsync(cancellationToken) is null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Log.Unforeseen(_logger, failure);
            return false;
        }
    }

    private bool IsTimeToSay(string what)
    {
        bool isTime = !_said.TryGetValue(what, out long at) || _time.GetElapsedTime(at) >= Repeat;
        if (isTime)
        {
            _said[what] = _time.GetTimestamp();
        }

        return isTime;
    }
}
