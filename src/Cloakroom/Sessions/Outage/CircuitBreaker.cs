namespace Cloakroom;

/// <summary>
/// Keeps requests from waiting for a store that is away. From the first failure on a probe asks it in the background, so that few callers
/// suffice to find out that it is away, and none is needed to find out that it is back.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="probe">Asks the store anything; reports what came of it here, and does not throw.</param>
/// <param name="news">Told when it opens or closes.</param>
internal sealed class CircuitBreaker(TimeProvider time, Func<Task> probe, Action<StoreNews> news) : IDisposable
{
    // Two more probes after a call that failed at once, or one more after each that hung for 250 ms, and it is open within a second.
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private BreakerState _state;
    private bool _probes;
    private volatile bool _isOpen, _isFailing;
    private long _transitions;

    /// <summary>Whether to answer without asking. Cheap; read by every call.</summary>
    public bool IsOpen => _isOpen;

    public long Transitions => Interlocked.Read(ref _transitions);

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    /// <summary>The store has answered. In the usual case this reads one field.</summary>
    public void Succeeded()
    {
        if (!_isFailing)
        {
            return;
        }

        BreakerState before;
        lock (_gate)
        {
            (before, _state) = (_state, BreakerState.Succeeded());
            (_isOpen, _isFailing) = (false, false);
            _transitions += before.IsOpen ? 1 : 0;
        }

        if (before.IsOpen)
        {
            news(new StoreNews.Recovered(Now - before.Since, before.Failures));
        }
    }

    /// <summary>The store has failed, or not answered in time.</summary>
    public void Failed(Exception why)
    {
        bool opens, starts;
        lock (_gate)
        {
            BreakerState next = _state.Failed(Now);
            opens = next.IsOpen && !_state.IsOpen;
            starts = !_probes && !_closing.IsCancellationRequested;
            (_state, _isOpen, _isFailing, _probes) = (next, next.IsOpen, true, _probes || starts);
            _transitions += opens ? 1 : 0;
        }

        if (opens)
        {
            news(new StoreNews.Away(why));
        }

        if (starts)
        {
            _ = ProbeAsync(_closing.Token);
        }
    }

    /// <summary>Ends the probe.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_closing.IsCancellationRequested)
            {
                _closing.Cancel();
            }
        }

        _closing.Dispose();
    }

    private async Task ProbeAsync(CancellationToken closing)
    {
        await WaitAsync(FirstProbe, closing);
        while (GoesOn(closing))
        {
            TimeSpan began = Now;
            await probe();
            await WaitAsync(ProbeEvery - (Now - began), closing);
        }
    }

    private bool GoesOn(CancellationToken closing)
    {
        lock (_gate)
        {
            return _probes = _isFailing && !closing.IsCancellationRequested;
        }
    }

    private async Task WaitAsync(TimeSpan pause, CancellationToken closing)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await Task.Yield();
        }
    }
}
