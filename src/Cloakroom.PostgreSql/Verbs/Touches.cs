using Npgsql;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Gathers touches and writes them together, about once a second: one statement, whatever their number, that does not wait for the disk.
/// Each caller is answered when its touch is written, so what was answered is there for everybody.
/// </summary>
internal sealed class Touches(Database database, Names names, StoreMetrics metrics, TimeSpan delay, TimeProvider time) : IAsyncDisposable
{
    private const int MostWaiting = 100_000;

    // So many in one statement take a few milliseconds.
    private const int MostTogether = 1_000;

    // A session that somebody else is changing just now is tried again.
    private const int Rounds = 20;

    private readonly string _touch = $"SELECT * FROM {names.Schema}.touch_sessions($1, $2)";
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionDigest, Touch> _waiting = [];
    private readonly CancellationTokenSource _hurry = new();
    private Task _writing = Task.CompletedTask;
    private bool _closed;

    public async ValueTask<Applied> TouchAsync(SessionChange.Touch change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Touch? touch;
        lock (_gate)
        {
            if (_closed || _waiting.Count >= MostWaiting)
            {
                throw _closed ? Throw.Closed() : Throw.TooManyTouches();
            }

            if (!_waiting.TryGetValue(change.Digest, out touch))
            {
                _waiting[change.Digest] = touch = new Touch(change.Digest);
            }

            touch.SeenAt = Math.Max(touch.SeenAt, change.LastSeenAt.ToUnixTimeMilliseconds());
            if (_writing.IsCompleted)
            {
                _writing = Task.Run(WriteAsync, CancellationToken.None);
            }
        }

        return await touch.Answered.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits. Calls that come later are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        Task writing;
        lock (_gate)
        {
            _closed = true;
            writing = _writing;
        }

        await _hurry.CancelAsync();
        await writing;
        _hurry.Dispose();
    }

    // Ends when there is nothing to write; the next touch begins it again.
    private async Task WriteAsync()
    {
        while (true)
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Touch[] batch = Take();
            await WriteAsync(batch);
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _writing = Task.CompletedTask;
                    return;
                }
            }
        }
    }

    private Touch[] Take()
    {
        lock (_gate)
        {
            Touch[] batch = [.. _waiting.Values];
            _waiting.Clear();
            return batch;
        }
    }

    private async Task WriteAsync(Touch[] batch)
    {
        foreach (Touch[] part in batch.Chunk(MostTogether))
        {
            try
            {
                Touch[] rest = part;
                for (int round = 0; rest.Length > 0; round++)
                {
                    rest = await WriteOnceAsync(rest, isLast: round == Rounds);
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Array.ForEach(part, touch => touch.Answered.TrySetException(failure));
            }
        }
    }

    /// <summary>Writes, answers, and returns those whose row somebody else held.</summary>
    private async Task<Touch[]> WriteOnceAsync(Touch[] touches, bool isLast)
    {
        Dictionary<SessionDigest, bool> busy = await database.AskAsync(
            new Query<Dictionary<SessionDigest, bool>>(
                _touch, [Array.ConvertAll(touches, t => t.Digest.ToArray()), Array.ConvertAll(touches, t => t.SeenAt)], ReadAsync),
            CancellationToken.None);
        metrics.Touched(touches.Length);
        // In the end it counts as done: a touch may be lost.
        Touch[] again = isLast ? [] : [.. touches.Where(t => busy.TryGetValue(t.Digest, out bool isBusy) && isBusy)];
        foreach (Touch touch in touches.Except(again))
        {
            touch.Answered.TrySetResult(busy.ContainsKey(touch.Digest) ? Applied.Done : Applied.Absent);
        }

        return again;
    }

    private static async ValueTask<Dictionary<SessionDigest, bool>> ReadAsync(NpgsqlDataReader reader)
    {
        List<(SessionDigest Digest, bool Busy)> rows =
            await Rows.All(reader, r => (new SessionDigest(r.GetFieldValue<byte[]>(0)), r.GetBoolean(1)));
        return rows.ToDictionary(r => r.Digest, r => r.Busy);
    }

    private sealed class Touch(SessionDigest digest)
    {
        public SessionDigest Digest { get; } = digest;

        public long SeenAt { get; set; } = long.MinValue;

        public TaskCompletionSource<Applied> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
