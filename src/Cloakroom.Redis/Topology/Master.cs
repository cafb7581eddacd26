namespace Cloakroom.Redis;

using Hosts = Func<CancellationToken, ValueTask<IReadOnlyList<(string Host, int Port)>>>;

/// <summary>One server that takes writes, and the lines to it: for calls, for ends of sessions, and one that listens for changes.</summary>
internal sealed class Master : IAsyncDisposable
{
    private readonly MasterParts _parts;
    private readonly string _name;
    private int _isLooking;

    /// <param name="parts">What all masters share.</param>
    /// <param name="hosts">Where it is, asked before every attempt; null for the hosts of the address.</param>
    /// <param name="lost">Told when it cannot be reached.</param>
    public Master(MasterParts parts, Hosts? hosts, Action? lost = null)
        : this(parts, hosts, ("", 0), lost)
    {
    }

    /// <summary>A master of a cluster.</summary>
    /// <param name="parts">What all masters share.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="lost">Told when it cannot be reached.</param>
    public Master(MasterParts parts, (string Host, int Port) address, Action lost)
        : this(parts, _ => new([address]), address, lost)
    {
    }

    private Master(MasterParts parts, Hosts? hosts, (string Host, int Port) address, Action? lost)
    {
        (_parts, Address, _name) = (parts, address, address.Port == 0 ? "" : $"{address.Host}:{address.Port}");
        Calls = new RedisLine(parts.Options, new LineHooks { Hosts = hosts, Greet = GreetAsync, Lost = lost ?? (() => { }) });
        Ends = new EndingLine(parts.Options, new LineHooks { Hosts = hosts });
        Push = new PushLine(parts, hosts, address.Port == 0 ? null : address) { Demoted = Renew, Emptied = Calls.Renew };
    }

    /// <summary>Where this node of a cluster is.</summary>
    public (string Host, int Port) Address { get; }

    /// <summary>When it was last asked, by the clock of whoever asks.</summary>
    public long UsedAt { get; set; }

    public RedisLine Calls { get; }

    public EndingLine Ends { get; }

    public PushLine Push { get; }

    /// <summary>Ends when all lines have been tried: null, or why calls cannot be made.</summary>
    public async Task<Exception?> OpenAsync()
    {
        Exception? failure = await Calls.First;
        await Push.Started;
        await Ends.Started;
        return failure;
    }

    /// <summary>Asks the server whether it is what it was.</summary>
    public async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 1)
        {
            return;
        }

        try
        {
            long turn = _parts.Watch.Turn();
            using Reply reply = await Calls.CallAsync(Greeting.Ask, CancellationToken.None);
            if (!reply.IsError)
            {
                _parts.Watch.See(_name, new ServerInfo(reply), turn);
                await _parts.Watch.CompareClocksAsync(_name, command => Calls.CallAsync(command, CancellationToken.None));
            }
        }
        catch (StoreUnavailableException)
        {
            // When it is back, it is looked at before anything else.
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    /// <summary>Makes the connections anew: what is known about this server holds no longer.</summary>
    public void Renew()
    {
        Calls.Renew();
        Ends.Renew();
        Push.Renew();
    }

    /// <summary>As <see cref="Renew"/>, without any pause: this server is in charge now.</summary>
    public void Hurry((string Host, int Port) to)
    {
        Calls.Hurry(to);
        Ends.Hurry(to);
        Push.Hurry(to);
    }

    public async ValueTask DisposeAsync()
    {
        await Push.DisposeAsync();
        await Ends.DisposeAsync();
        await Calls.DisposeAsync();
        _parts.Watch.Forget(_name);
    }

    private async Task GreetAsync(Connection connection, CancellationToken cancellationToken)
    {
        long turn = _parts.Watch.Turn();
        await Greeting.RunAsync(connection, _parts.Options.Address, cancellationToken, info => _parts.Watch.See(_name, info, turn));
        await _parts.Watch.CompareClocksAsync(_name, command => connection.CallAsync(command, cancellationToken));
        await _parts.Places.AgreeAsync(command => connection.CallAsync(command, cancellationToken));
    }
}

/// <summary>What all masters share.</summary>
internal sealed record MasterParts(
    RedisStoreOptions Options, TimeProvider Time, Keyspace Keys, PlaceKeeper Places, ChangeMessages Messages, StoreWatch Watch);
