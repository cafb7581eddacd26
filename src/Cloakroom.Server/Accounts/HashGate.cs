using System.Diagnostics.CodeAnalysis;
using Cloakroom.Server.Monitoring;

namespace Cloakroom.Server.Accounts;

/// <summary>
/// Password hashing on threads of its own. A hash takes a core for a tenth of a second by design; on the shared thread pool a few logins
/// would stop every other request; and where all cores are busy, these threads step back. At most about a second of work may wait; more is refused at once (promise Q48).
/// </summary>
internal sealed class HashGate : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastCost = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly int _threads;
    private readonly HashMeter _meter;
    private readonly Lock _lock = new();
    private readonly LinkedList<Job> _waiting = new();
    private readonly SemaphoreSlim _offered = new(0);
    private readonly CancellationTokenSource _closing = new();
    private TimeSpan _cost = TimeSpan.FromMilliseconds(100);
    private int _started;

    public HashGate(TimeProvider time, int threads)
    {
        (_time, _threads) = (time, threads);
        _meter = new HashMeter(() => Waiting);
    }

    /// <summary>One core is left for everything else.</summary>
    public static int DefaultThreads => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Whether work offered now would be refused.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count >= Capacity;
            }
        }
    }

    /// <summary>
    /// Queues the work; false when the queue is full. Cancelling takes work out of the queue that has not begun; what has begun is finished,
    /// so that an attempt is always counted.
    /// </summary>
    public bool TryRun<T>(Func<T> work, CancellationToken cancellationToken, [NotNullWhen(true)] out Task<T>? result)
    {
        result = null;
        var job = new Job<T>(work) { OfferedAt = _time.GetTimestamp() };
        lock (_lock)
        {
            if (_waiting.Count >= Capacity || _closing.IsCancellationRequested)
            {
                return false;
            }

            _waiting.AddLast(job.Node);
            if (_started < _threads)
            {
                _started++;
                new Thread(Work) { IsBackground = true, Name = "password hashing" }.Start();
            }
        }

        _offered.Release();
        job.LeaveWhen(this, cancellationToken);
        result = job.Task;
        return true;
    }

    public void Dispose()
    {
        _closing.Cancel();
        _meter.Dispose();
        lock (_lock)
        {
            while (_waiting.First is { } first)
            {
                _waiting.RemoveFirst();
                first.Value.Cancel();
            }
        }
    }

    private long Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    private int Capacity => _threads * Math.Max(1, (int)(MaxWait / _cost));

    private void Work()
    {
        ThreadWeight.Lower();
        try
        {
            while (true)
            {
                _offered.Wait(_closing.Token);
                if (Take() is { } job)
                {
                    long start = _time.GetTimestamp();
                    _meter.Waited(_time.GetElapsedTime(job.OfferedAt, start));
                    job.Run();
                    Measured(_time.GetElapsedTime(start));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private Job? Take()
    {
        lock (_lock)
        {
            Job? first = _waiting.First?.Value;
            if (first is not null)
            {
                _waiting.RemoveFirst();
            }

            return first;
        }
    }

    // A moving average: the machine may be slower than expected, and gets slower under load.
    private void Measured(TimeSpan taken)
    {
        lock (_lock)
        {
            TimeSpan average = ((_cost * 7) + taken) / 8;
            _cost = average < LeastCost ? LeastCost : average;
        }
    }

    private void Leave(Job job)
    {
        lock (_lock)
        {
            if (job.Node.List is null)
            {
                return;
            }

            _waiting.Remove(job.Node);
        }

        job.Cancel();
    }

    private abstract class Job
    {
        private CancellationTokenRegistration _registration;

        protected Job() => Node = new(this);

        public LinkedListNode<Job> Node { get; }

        public long OfferedAt { get; init; }

        public void LeaveWhen(HashGate gate, CancellationToken cancelled) => _registration = cancelled.Register(() => gate.Leave(this));

        public abstract void Cancel();

        public virtual void Run() => _registration.Dispose();
    }

    private sealed class Job<T>(Func<T> work) : Job
    {
        // Not on the hashing thread: what follows an answer is the pool's work.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _done.Task;

        public override void Cancel() => _done.TrySetCanceled();

        public override void Run()
        {
            base.Run();
            try
            {
                _done.TrySetResult(work());
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                _done.TrySetException(failure);
            }
        }
    }
}
