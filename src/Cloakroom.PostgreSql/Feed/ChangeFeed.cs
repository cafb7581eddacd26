namespace Cloakroom.PostgreSql;

/// <summary>
/// Hears of changes by <c>LISTEN</c>: the functions of the schema notify in the transaction that makes the change.
/// </summary>
/// <remarks>
/// The lease. PostgreSQL appends what a transaction notifies to one queue while it commits, one transaction at a time, and a listener gets
/// the queue in that order. So when this node sends itself a nonce through the queue and hears it on the line, everything that was committed
/// before the nonce was sent has been heard already. A plain query on the listening connection would prove less: behind a pooler it is
/// answered by a server process that does not listen. The nonce goes out on another connection, so that the line only ever listens.
/// Changes made through this store are reported too: dropping a copy once too often is harmless.
/// </remarks>
internal sealed class ChangeFeed : IAsyncDisposable
{
    /// <summary>Half of what is allowed, so that an answer that took long is still in time.</summary>
    private static readonly TimeSpan Lease = ISessionChangeFeed.Lease / 2;

    // Nothing heard for so long although the nonces were sent: the line is dead, and does not know.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Database _database;
    private readonly Query<bool> _ask;
    private readonly CoarseClock _clock;
    private readonly TimeProvider _time;
    private readonly TimeSpan _deadline;
    private readonly PushLine _line;
    private readonly SharedQuestion _refresh;
    private readonly string _name = SessionHandle.Create().ToString();
    private ISessionChangeObserver? _observer;
    private NonceWait? _wait;
    private long _count;
    private long _freshUntil = long.MinValue;
    private long _deafSince = long.MaxValue;
    private volatile bool _isUp;

    public ChangeFeed(Database database, Names names, Opening opening, StoreWatch watch, TimeSpan deadline, TimeProvider time)
    {
        (_database, _clock, _time, _deadline, _refresh) = (database, new CoarseClock(time), time, deadline, new SharedQuestion(AskAsync));
        // Not a change of a session: it may go out twice, and its success says nothing about writes.
        _ask = new(
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2), (pg_current_wal_flush_lsn() - '0/0')::int8", [names.Channel, ""],
            async reader =>
            {
                watch.Needs(await reader.ReadAsync() ? reader.GetInt64(2) : 0);
                return true;
            },
            IsRead: true);
        _line = new PushLine(database, names, opening, watch, Hear, Listening);
    }

    public bool IsFresh => _clock.Milliseconds < Volatile.Read(ref _freshUntil);

    /// <summary>Ends with the first attempt to listen, whatever came of it.</summary>
    public Task Started => _line.First;

    public void Observe(ISessionChangeObserver observer) => Volatile.Write(ref _observer, observer);

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => _refresh.AskAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        Volatile.Write(ref _freshUntil, long.MinValue);
    }

    private async ValueTask<bool> AskAsync()
    {
        if (!_isUp)
        {
            return IsFresh;
        }

        // The lease counts from before the question: what happens while it is answered is for the next one.
        long asked = _clock.Milliseconds;
        var wait = new NonceWait($"{_name}{Interlocked.Increment(ref _count)}");
        Volatile.Write(ref _wait, wait);
        try
        {
            await _database.AskAsync(_ask with { Values = [_ask.Values[0], $"n {wait.Nonce}"] }, CancellationToken.None);
            await wait.Heard.Task.WaitAsync(_deadline, _time);
            Volatile.Write(ref _freshUntil, asked + (long)Lease.TotalMilliseconds);
            Volatile.Write(ref _deafSince, long.MaxValue);
        }
        catch (TimeoutException)
        {
            Deaf(asked);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException)
        {
            // Not fresh is an answer: the store itself will be asked, and will say what is wrong with it.
        }

        return IsFresh;
    }

    private void Deaf(long asked)
    {
        if (Volatile.Read(ref _deafSince) is var since && since == long.MaxValue)
        {
            Volatile.Write(ref _deafSince, asked);
        }
        else if (_clock.Milliseconds - since > Patience.TotalMilliseconds)
        {
            Volatile.Write(ref _deafSince, long.MaxValue);
            _line.Reset();
        }
    }

    private void Listening(bool isUp)
    {
        _isUp = isUp;
        if (isUp)
        {
            // Whatever happened while nobody listened: from here on, nothing is missed.
            Volatile.Read(ref _observer)?.Missed();
        }
        else
        {
            Volatile.Read(ref _wait)?.Heard.TrySetCanceled();
        }
    }

    private void Hear(string line)
    {
        switch (Notice.Read(line))
        {
            case Notice.Nonce nonce:
                if (Volatile.Read(ref _wait) is { } wait && wait.Nonce == nonce.Value)
                {
                    wait.Heard.TrySetResult();
                }

                break;
            case Notice.Changed changed:
                Volatile.Read(ref _observer)?.Changed(changed.Digest);
                break;
            case Notice.Ended ended:
                Volatile.Read(ref _observer)?.Ended(ended.Digest, ended.Why, ended.Expires);
                break;
            default:
                Volatile.Read(ref _observer)?.Missed();
                break;
        }
    }

    private sealed record NonceWait(string Nonce)
    {
        public TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
