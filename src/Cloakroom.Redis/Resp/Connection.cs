using System.Buffers;
using System.IO.Pipelines;

namespace Cloakroom.Redis;

/// <summary>
/// One connection: commands of all callers go out in the order in which they came, as many in one write as there are; replies come back
/// in the same order and are handed out by that order alone.
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    private const int BufferSize = 64 << 10;

    private static ReadOnlySpan<byte> Asking => "*1\r\n$6\r\nASKING\r\n"u8;

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly RespLimits _limits;
    private readonly CoarseClock _clock;
    private readonly Action<Reply>? _pushed;
    private readonly Queue<PendingCall> _line = new(256);
    private readonly Pipe _out = new(new PipeOptions(
        pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: BufferSize / 4, useSynchronizationContext: false));

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sending;
    private readonly Task _receiving;
    private StoreUnavailableException? _broken;
    private long _unsent;
    private long _heardAt;
    private volatile bool _isSilent;

    /// <param name="stream">The open connection; owned from here on.</param>
    /// <param name="limits">What to put up with.</param>
    /// <param name="clock">For deadlines.</param>
    /// <param name="pushed">Told of every push message, in their order between the replies; must be quick and keep nothing of it.</param>
    public Connection(Stream stream, RespLimits limits, CoarseClock clock, Action<Reply>? pushed)
    {
        (_stream, _limits, _clock, _pushed) = (stream, limits, clock, pushed);
        _sending = Task.Run(SendAsync);
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>Whom it was made to.</summary>
    public (string Host, int Port) Peer { get; init; }

    /// <summary>Ends when the connection has; the reason is <see cref="Broken"/>.</summary>
    public Task Closed => _closed.Task;

    public StoreUnavailableException? Broken => Volatile.Read(ref _broken);

    /// <summary>Whether calls wait and the server has answered none for as long as one may take. New ones are refused until it does.</summary>
    public bool IsSilent => _isSilent;

    public ValueTask<Reply> CallAsync(ReadOnlySpan<byte> command, CancellationToken cancellationToken) =>
        CallAsync(command, asking: false, cancellationToken);

    /// <param name="command">As <see cref="RespWriter"/> wrote it.</param>
    /// <param name="asking">Whether to say ASKING first, as the node that a slot is moving to wants it.</param>
    /// <param name="cancellationToken">Ends the waiting, not the call.</param>
    public ValueTask<Reply> CallAsync(ReadOnlySpan<byte> command, bool asking, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Reply>(cancellationToken);
        }

        var call = PendingCall.Rent();
        lock (_gate)
        {
            if ((_broken ?? Full()) is { } refusal)
            {
                return ValueTask.FromException<Reply>(refusal);
            }

            if (asking)
            {
                var first = PendingCall.Rent();
                first.Forget();
                Enqueue(first, Asking);
            }

            Enqueue(call, command);
        }

        return call.WaitAsync(cancellationToken);
    }

    /// <summary>Sends a command that is answered by push messages alone, as RESP3 answers SUBSCRIBE.</summary>
    public void Tell(ReadOnlySpan<byte> command)
    {
        lock (_gate)
        {
            if (_broken is null)
            {
                Write(command);
            }
        }
    }

    /// <summary>Ends the waiting of calls that are overdue, and the connection if the oldest is so for too long.</summary>
    public void Expire()
    {
        long now = _clock.Milliseconds;
        bool hung;
        lock (_gate)
        {
            long waited = _line.TryPeek(out PendingCall? oldest) ? now - oldest.SentAt : 0;
            hung = waited >= (long)_limits.Hung.TotalMilliseconds;
            _isSilent = Math.Min(waited, now - Volatile.Read(ref _heardAt)) >= (long)_limits.Deadline.TotalMilliseconds;
            foreach (PendingCall call in _line)
            {
                if (now - call.SentAt < (long)_limits.Deadline.TotalMilliseconds)
                {
                    break;
                }

                call.Fail(Throw.Overdue());
            }
        }

        if (hung)
        {
            Break(Throw.Hung(_limits.Hung));
        }
    }

    /// <summary>Closes the connection; every call in line ends with the reason.</summary>
    public void Break(StoreUnavailableException reason)
    {
        PendingCall[] left;
        lock (_gate)
        {
            if (_broken is not null)
            {
                return;
            }

            Volatile.Write(ref _broken, reason);
            left = [.. _line];
            _line.Clear();
            _out.Writer.Complete();
        }

        Array.ForEach(left, call => call.Abandon(reason));
        _stream.Dispose();
        _closed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Break(Throw.Closed());
        await Task.WhenAll(_sending, _receiving);
    }

    private StoreUnavailableException? Full() =>
        _isSilent ? Throw.Overdue() : _line.Count >= _limits.Calls || _unsent > _limits.UnsentBytes ? Throw.QueueFull() : null;

    private void Enqueue(PendingCall call, ReadOnlySpan<byte> command)
    {
        call.SentAt = _clock.Milliseconds;
        _line.Enqueue(call);
        Write(command);
    }

    private void Write(ReadOnlySpan<byte> command)
    {
        Interlocked.Add(ref _unsent, command.Length);
        _out.Writer.Write(command);
        // Wakes the sender if it sleeps. It never waits: the queue is bounded here, not in the pipe.
        ValueTask<FlushResult> woken = _out.Writer.FlushAsync(CancellationToken.None);
        System.Diagnostics.Debug.Assert(woken.IsCompleted, "A pipe without thresholds never makes its writer wait.");
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                ReadResult read = await _out.Reader.ReadAsync(CancellationToken.None);
                foreach (ReadOnlyMemory<byte> part in read.Buffer)
                {
                    await _stream.WriteAsync(part, CancellationToken.None);
                }

                await _stream.FlushAsync(CancellationToken.None);
                Interlocked.Add(ref _unsent, -read.Buffer.Length);
                _out.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Break(Throw.Lost(e));
        }
        finally
        {
            await _out.Reader.CompleteAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: BufferSize, minimumReadSize: BufferSize / 8, leaveOpen: true));
        var scanner = new FrameScanner(_limits);
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(CancellationToken.None);
                Volatile.Write(ref _heardAt, _clock.Milliseconds);
                _isSilent = false;
                ReadOnlySequence<byte> rest = read.Buffer;
                if (!Deliver(scanner, ref rest))
                {
                    Break(Throw.Malformed());
                    return;
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    Break(Throw.Lost(inner: null));
                    return;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Break(Throw.Lost(e));
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    // False when the server's bytes make no sense, or a reply came that nobody asked for.
    private bool Deliver(FrameScanner scanner, ref ReadOnlySequence<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            Scan scan = scanner.Look(rest);
            if (scan != Scan.Whole)
            {
                return scan == Scan.Partial;
            }

            ReadOnlySequence<byte> frame = rest.Slice(0, scanner.Length);
            if (scanner.IsPush)
            {
                Push(frame);
            }
            else if (Next() is { } call)
            {
                call.Complete(frame);
                if (Demotion.In(frame) is { } reason)
                {
                    Break(reason);
                }
            }
            else
            {
                return false;
            }

            rest = rest.Slice(scanner.Length);
            scanner.Next();
        }

        return true;
    }

    private PendingCall? Next()
    {
        lock (_gate)
        {
            return _line.TryDequeue(out PendingCall? call) ? call : null;
        }
    }

    private void Push(in ReadOnlySequence<byte> frame)
    {
        if (_pushed is { } pushed)
        {
            using Reply push = PendingCall.OfPush(frame);
            pushed(push);
        }
    }
}
