using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Cloakroom.Redis;

/// <summary>
/// One call on its way: what its caller awaits, and where its reply is kept. Used again only when both have let go of it, the caller and
/// the connection: a call that was cancelled keeps its place in the line until its reply has come, so that no reply can be taken for that
/// of another call (invariant 2).
/// </summary>
internal sealed class PendingCall : IValueTaskSource<Reply>
{
    private const int Spare = 4096;
    private const int SmallReply = 512;
    private const int LargestKept = 64 << 10;

    private static readonly ConcurrentQueue<PendingCall> Pool = new();
    private static readonly Action<object?, CancellationToken> OnCancelled = static (state, token) => ((PendingCall)state!).Fail(new OperationCanceledException(token));

    private ManualResetValueTaskSourceCore<Reply> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private byte[] _reply = new byte[SmallReply];
    private int _length;
    private int _settled;
    private int _holders;
    private int _callerHolds;

    /// <summary>When it was sent, by the clock of the connection, in milliseconds.</summary>
    public long SentAt { get; set; }

    public static PendingCall Rent()
    {
        PendingCall call = Pool.TryDequeue(out PendingCall? spare) ? spare : new PendingCall();
        (call._holders, call._callerHolds) = (2, 1);
        return call;
    }

    /// <summary>A push message in the form of a reply: nobody awaits it.</summary>
    public static Reply OfPush(in System.Buffers.ReadOnlySequence<byte> frame)
    {
        PendingCall call = Rent();
        call.Complete(frame);
        return call._core.GetResult(call._core.Version);
    }

    /// <summary>What the caller awaits. Only when the call is in line: cancellation may come at once.</summary>
    public ValueTask<Reply> WaitAsync(CancellationToken cancellationToken)
    {
        short turn = _core.Version;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(OnCancelled, this);
        }

        return new(this, turn);
    }

    /// <summary>Nobody will await this call; its reply is dropped. Only before it is in line.</summary>
    public void Forget() => CallerLetsGo();

    /// <summary>The reply has come. The connection lets go.</summary>
    public void Complete(in System.Buffers.ReadOnlySequence<byte> frame)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            _length = (int)frame.Length;
            if (_length > _reply.Length)
            {
                _reply = new byte[_length];
            }

            System.Buffers.BuffersExtensions.CopyTo(frame, _reply);
            _core.SetResult(new Reply(this, _core.Version));
        }

        LetGo();
    }

    /// <summary>There will be no reply. The connection lets go.</summary>
    public void Abandon(Exception reason)
    {
        Fail(reason);
        LetGo();
    }

    /// <summary>The caller need not wait any longer; the reply may still come. True when somebody still waited.</summary>
    public bool Fail(Exception reason)
    {
        bool first = Interlocked.Exchange(ref _settled, 1) == 0;
        if (first)
        {
            _core.SetException(reason);
        }

        return first;
    }

    public ReadOnlySpan<byte> FrameOf(short turn) =>
        turn == _core.Version ? _reply.AsSpan(0, _length) : throw new ObjectDisposedException(nameof(Reply));

    public void Return(short turn)
    {
        if (turn == _core.Version)
        {
            CallerLetsGo();
        }
    }

    Reply IValueTaskSource<Reply>.GetResult(short token)
    {
        // Waits for a cancellation that is under way, so that none can meet the next user of this object.
        _cancellation.Dispose();
        _cancellation = default;
        try
        {
            return _core.GetResult(token);
        }
        catch
        {
            CallerLetsGo();
            throw;
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Reply>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Reply>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void CallerLetsGo()
    {
        if (Interlocked.Exchange(ref _callerHolds, 0) == 1)
        {
            LetGo();
        }
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
        {
            return;
        }

        if (_reply.Length > LargestKept)
        {
            _reply = new byte[SmallReply];
        }

        _reply.AsSpan(0, Math.Min(_length, _reply.Length)).Clear();
        _length = 0;
        _core.Reset();
        _settled = 0;
        if (Pool.Count < Spare)
        {
            Pool.Enqueue(this);
        }
    }
}
