using System.Text;

namespace Cloakroom.Redis;

using Hosts = Func<CancellationToken, ValueTask<IReadOnlyList<(string Host, int Port)>>>;

/// <summary>
/// A connection that listens to one master: the scripts publish every change in the same step. Redis sends what was published before it
/// answers a later question of the same connection, so an answer proves that nothing up to the question is missing: that is the lease.
/// </summary>
/// <remarks>
/// Keys deleted past the scripts are not told of; FLUSHALL is, by way of CLIENT TRACKING, because it also takes the key of the places.
/// </remarks>
internal sealed class PushLine : IAsyncDisposable
{
    /// <summary>Half of what is allowed, so that an answer that took long is still in time.</summary>
    private static readonly TimeSpan Lease = ISessionChangeFeed.Lease / 2;
    private static readonly byte[] AskRole = Command.Of("INFO", "replication");

    private readonly MasterParts _parts;
    private readonly CoarseClock _clock;
    private readonly (string Host, int Port)? _node;
    private readonly RedisLine _line;
    private long _freshUntil = long.MinValue;
    private SlotSet? _slots;

    /// <param name="parts">What all masters share.</param>
    /// <param name="hosts">Where this one is; null for the hosts of the address.</param>
    /// <param name="node">Where this node of a cluster is; null outside clusters.</param>
    public PushLine(MasterParts parts, Hosts? hosts, (string Host, int Port)? node)
    {
        (_parts, _clock, _node) = (parts, new CoarseClock(parts.Time), node);
        _line = new RedisLine(parts.Options, new LineHooks { Hosts = hosts, Greet = ListenAsync, Pushed = Hear, Lost = Doubt });
    }

    /// <summary>Told when the server has become a replica.</summary>
    public Action Demoted { get; init; } = () => { };

    /// <summary>Told when the server was emptied: what other lines agreed on with it is gone.</summary>
    public Action Emptied { get; init; } = () => { };

    /// <summary>Whether everything up to half a second ago has been heard.</summary>
    public bool IsFresh => _clock.Milliseconds < Volatile.Read(ref _freshUntil);

    /// <summary>
    /// The slots that the node itself said it has, with its last answer. Only for these does the lease hold: changes of others are told
    /// elsewhere. Null outside clusters.
    /// </summary>
    public SlotSet? Slots => Volatile.Read(ref _slots);

    /// <summary>Ends with the first attempt to listen, whatever came of it.</summary>
    public Task Started => _line.First;

    public void Renew() => _line.Renew();

    public void Hurry((string Host, int Port) to) => _line.Hurry(to);

    /// <summary>Asks for everything up to now. Not cancelled by the one who asks: others wait for the same answer, and it comes in bounded time.</summary>
    public async Task AskAsync()
    {
        // The lease counts from before the question: what happens while it is answered is for the next one.
        long asked = _clock.Milliseconds;
        try
        {
            using Reply reply = await _line.CallAsync(AskRole, CancellationToken.None);
            if (reply.IsError)
            {
                return;
            }

            var info = new ServerInfo(reply);
            if (info.IsReplica)
            {
                // Changes are made elsewhere from now on.
                Demoted();
                return;
            }

            _parts.Watch.Hear(_node is { } at ? $"{at.Host}:{at.Port}" : "", info);
            if (_node is { } node)
            {
                await AskForSlotsAsync(node);
            }

            Volatile.Write(ref _freshUntil, asked + (long)Lease.TotalMilliseconds);
        }
        catch (StoreUnavailableException)
        {
            // Not fresh is an answer: the store itself will be asked, and will say what is wrong with it.
        }
    }

    /// <summary>Publishes a message: a server that takes no writes still passes it on. False when it does not.</summary>
    public async Task<bool> TellAsync(byte[] publish, CancellationToken cancellationToken)
    {
        try
        {
            using Reply reply = await _line.CallAsync(publish, cancellationToken);
            return !reply.IsError;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        Doubt();
    }

    private async Task AskForSlotsAsync((string Host, int Port) node)
    {
        using Reply reply = await _line.CallAsync(SlotRange.Question, CancellationToken.None);
        var slots = new SlotSet();
        foreach (SlotRange range in SlotRange.In(reply, node.Host).Where(r => r.Port == node.Port && r.Host == node.Host))
        {
            slots.Add(range);
        }

        Volatile.Write(ref _slots, slots);
    }

    private async Task ListenAsync(Connection connection, CancellationToken cancellationToken)
    {
        bool isGarnet = false;
        await Greeting.RunAsync(connection, _parts.Options.Address, cancellationToken, info => isGarnet = info.IsGarnet);
        // A server without CLIENT TRACKING does not tell of FLUSHALL, and of everything else it does.
        (await connection.CallAsync(Command.Of("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", _parts.Keys.Places), cancellationToken)).Dispose();
        byte[] subscribe = Command.Of("SUBSCRIBE", _parts.Keys.Channel);
        if (isGarnet)
        {
            // It answers with a reply, where RESP3 has a push message.
            (await connection.CallAsync(subscribe, cancellationToken)).Dispose();
        }
        else
        {
            connection.Tell(subscribe);
        }

        // After a refused SUBSCRIBE the answer is that refusal. Not PING: a server that cannot save to its disk refuses it.
        using Reply echo = await connection.CallAsync(Command.Of("ECHO", "listening"), cancellationToken);
        if (echo.IsError)
        {
            throw Throw.Refused(echo.Error);
        }

        // Whatever happened while nobody listened: from here on, nothing is missed.
        _parts.Messages.Missed();
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
            if (Encoding.UTF8.GetString(channel.Bytes) == _parts.Keys.Channel)
            {
                _parts.Messages.Hear(message.Bytes);
            }
        }
        else if (kind.Bytes.SequenceEqual("invalidate"u8) && reader.TryRead(out RespValue keys) && keys.Kind == RespKind.Null)
        {
            Doubt();
            _parts.Watch.Emptied();
            _parts.Messages.Missed();
            Emptied();
        }
    }

    private void Doubt() => Volatile.Write(ref _freshUntil, long.MinValue);
}
