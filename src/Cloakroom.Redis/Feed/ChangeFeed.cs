using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// The push line: the scripts publish every change in the same step, and this connection subscribes. Redis sends what was published before
/// it answers a later PING of the same connection, so an answered PING proves that nothing up to its sending is missing: that is the lease.
/// </summary>
/// <remarks>
/// Keys deleted past the scripts are not told of; FLUSHALL is, by way of CLIENT TRACKING, because it also takes the key of the places.
/// </remarks>
internal sealed class ChangeFeed : IAsyncDisposable
{
    /// <summary>Half of what is allowed, so that an answer that took long is still in time.</summary>
    private static readonly TimeSpan Lease = ISessionChangeFeed.Lease / 2;
    private static readonly byte[] PingCommand = [.. "*1\r\n$4\r\nPING\r\n"u8];

    private readonly Keyspace _keys;
    private readonly CoarseClock _clock;
    private readonly Func<Places?> _places;
    private readonly Action _flushed;
    private readonly RedisLine _line;
    private TaskCompletionSource<bool>? _underway;
    private ISessionChangeObserver? _observer;
    private long _freshUntil = long.MinValue;

    /// <param name="options">Where Redis is.</param>
    /// <param name="keys">The names of channel and keys.</param>
    /// <param name="time">For the lease.</param>
    /// <param name="places">Reads the messages.</param>
    /// <param name="flushed">Told when the database was emptied.</param>
    public ChangeFeed(RedisStoreOptions options, Keyspace keys, TimeProvider time, Func<Places?> places, Action flushed)
    {
        (_keys, _clock, _places, _flushed) = (keys, new CoarseClock(time), places, flushed);
        _line = new RedisLine(options, time, new LineHooks { Greeted = ListenAsync, Pushed = Hear, Lost = Doubt });
    }

    public bool IsFresh => _clock.Milliseconds < Volatile.Read(ref _freshUntil);

    /// <summary>Ends with the first attempt to listen, whatever came of it.</summary>
    public Task Started => _line.First;

    public void Observe(ISessionChangeObserver observer) => Volatile.Write(ref _observer, observer);

    /// <summary>Many ask at once when the lease lapses; one goes, the others wait for its answer.</summary>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _underway, mine, null) is { } underway)
        {
            return await underway.Task.WaitAsync(cancellationToken);
        }

        bool fresh = false;
        try
        {
            fresh = await AskAsync();
        }
        finally
        {
            Volatile.Write(ref _underway, null);
            mine.TrySetResult(fresh);
        }

        return fresh;
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        Doubt();
    }

    // Not cancelled by the one who asks: the others wait for the same answer, and it comes in bounded time.
    private async Task<bool> AskAsync()
    {
        // The lease counts from before the question: what happens while it is answered is for the next one.
        long asked = _clock.Milliseconds;
        try
        {
            using Reply pong = await _line.CallAsync(PingCommand, CancellationToken.None);
            if (!pong.IsError)
            {
                Volatile.Write(ref _freshUntil, asked + (long)Lease.TotalMilliseconds);
            }
        }
        catch (StoreUnavailableException)
        {
            // Not fresh is an answer: the store itself will be asked, and will say what is wrong with it.
        }

        return IsFresh;
    }

    private async Task ListenAsync(Connection connection, CancellationToken cancellationToken)
    {
        // Whatever happened while nobody listened: from here on, nothing is missed.
        await AskAsync(connection, ["CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", _keys.Places], cancellationToken);
        connection.Tell(Command(["SUBSCRIBE", _keys.Channel]));
        await AskAsync(connection, ["PING"], cancellationToken);
        Volatile.Read(ref _observer)?.Missed();
    }

    private static async Task AskAsync(Connection connection, string[] parts, CancellationToken cancellationToken)
    {
        using Reply reply = await connection.CallAsync(Command(parts), cancellationToken);
        // A server without CLIENT TRACKING does not tell of FLUSHALL, and of everything else it does. After a refused SUBSCRIBE the answer
        // to PING is that refusal.
        if (reply.IsError && parts[0] == "PING")
        {
            throw Throw.Refused(reply.Error);
        }
    }

    private static byte[] Command(string[] parts)
    {
        using var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(parts.Length);
        foreach (string part in parts)
        {
            writer.Add(part);
        }

        return writer.Written.ToArray();
    }

    private void Hear(Reply push)
    {
        RespReader reader = push.Read();
        if (!reader.TryRead(out _) || !reader.TryRead(out RespValue kind))
        {
            return;
        }

        if (kind.Bytes.SequenceEqual("message"u8) && reader.TryRead(out RespValue channel) && reader.TryRead(out RespValue message))
        {
            if (Encoding.UTF8.GetString(channel.Bytes) == _keys.Channel)
            {
                Hear(message.Bytes);
            }
        }
        else if (kind.Bytes.SequenceEqual("invalidate"u8) && reader.TryRead(out RespValue keys) && keys.Kind == RespKind.Null)
        {
            _flushed();
            Doubt();
            Volatile.Read(ref _observer)?.Missed();
        }
    }

    private void Hear(ReadOnlySpan<byte> message)
    {
        if (message.Length == Place.Length + DigestParts.HeadLength && _places() is { } places)
        {
            var place = new Place(BitConverter.ToUInt64(message));
            Volatile.Read(ref _observer)?.Changed(DigestParts.Join(message[Place.Length..], place, places));
        }
        else
        {
            Volatile.Read(ref _observer)?.Missed();
        }
    }

    private void Doubt() => Volatile.Write(ref _freshUntil, long.MinValue);
}
