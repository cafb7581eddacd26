using System.Threading.Channels;

namespace Cloakroom.Sqlite;

/// <summary>
/// The one writer. Whatever waits is taken together and committed together, so that many logins share one fsync; while that is under
/// way, the next ones gather. It works only when there is work.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    private const int MaxWaiting = 10_000;

    // Bounds how long one commit takes, and how far the database can grow in it (see Checkpoints).
    private const int MaxTogether = 512, MaxWeight = 256 << 10;

    private readonly Channel<Write> _waiting =
        Channel.CreateBounded<Write>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Committer _committer;
    private readonly TimeProvider _time;
    private volatile bool _closing;

    private WriteLoop(Committer committer, TimeProvider time) => (_committer, _time) = (committer, time);

    /// <summary>Starts the writer on a thread of its own: it blocks in fsync, and a pool thread is for requests.</summary>
    public static WriteLoop Start(Committer committer, TimeProvider time)
    {
        var loop = new WriteLoop(committer, time);
        new Thread(loop.Run) { IsBackground = true, Name = "cloakroom-sqlite-writer" }.Start();
        return loop;
    }

    /// <summary>Has the work done. A cancelled caller stops waiting; the work is done all the same.</summary>
    public async ValueTask<T> RunAsync<T>(WriteKind kind, int weight, Func<Tables, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new Write<T>(kind, weight, _time.GetTimestamp(), work);
        if (!_waiting.Writer.TryWrite(write))
        {
            throw _closing ? Throw.Closed() : Throw.QueueFull();
        }

        return await write.Answered.WaitAsync(cancellationToken);
    }

    /// <summary>Finishes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<Write>();
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Take(batch);
            _committer.Commit(batch);
            batch.Clear();
        }

        _stopped.TrySetResult();
    }

    private void Take(List<Write> batch)
    {
        int weight = 0;
        while (batch.Count < MaxTogether && weight < MaxWeight && _waiting.Reader.TryRead(out Write? write))
        {
            batch.Add(write);
            weight += write.Weight;
        }
    }
}
