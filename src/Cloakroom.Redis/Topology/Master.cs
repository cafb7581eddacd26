namespace Cloakroom.Redis;

using Hosts = Func<CancellationToken, ValueTask<IReadOnlyList<(string Host, int Port)>>>;

/// <summary>One server that takes writes, and the lines to it: one for calls, one that listens for changes.</summary>
internal sealed class Master : IAsyncDisposable
{
    private readonly MasterParts _parts;

    /// <param name="parts">What all masters share.</param>
    /// <param name="hosts">Where it is, asked before every attempt; null for the hosts of the address.</param>
    public Master(MasterParts parts, Hosts? hosts)
    {
        _parts = parts;
        Calls = new RedisLine(parts.Options, new LineHooks { Hosts = hosts, Greet = GreetAsync });
        Push = new PushLine(parts, hosts, Renew);
    }

    /// <summary>A master of a cluster.</summary>
    /// <param name="parts">What all masters share.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="lost">Told when it cannot be reached.</param>
    public Master(MasterParts parts, (string Host, int Port) address, Action lost)
    {
        (_parts, Address) = (parts, address);
        Hosts hosts = _ => new([address]);
        Calls = new RedisLine(parts.Options, new LineHooks { Hosts = hosts, Greet = GreetAsync, Lost = lost });
        Push = new PushLine(parts, hosts, Renew) { Node = address };
    }

    /// <summary>Where this node of a cluster is.</summary>
    public (string Host, int Port) Address { get; }

    /// <summary>When it was last asked, by the clock of whoever asks.</summary>
    public long UsedAt { get; set; }

    public RedisLine Calls { get; }

    public PushLine Push { get; }

    /// <summary>Ends when both lines have been tried: null, or why the calls cannot be made.</summary>
    public async Task<Exception?> OpenAsync()
    {
        Exception? failure = await Calls.First;
        await Push.Started;
        return failure;
    }

    /// <summary>Makes the connections anew: what is known about this server holds no longer.</summary>
    public void Renew()
    {
        Calls.Renew();
        Push.Renew();
    }

    /// <summary>As <see cref="Renew"/>, without any pause: another server is in charge now.</summary>
    public void Hurry()
    {
        Calls.Hurry();
        Push.Hurry();
    }

    public async ValueTask DisposeAsync()
    {
        await Push.DisposeAsync();
        await Calls.DisposeAsync();
    }

    private async Task GreetAsync(Connection connection, CancellationToken cancellationToken)
    {
        await Greeting.RunAsync(connection, _parts.Options.Address, cancellationToken);
        await _parts.Places.AgreeAsync(command => connection.CallAsync(command, cancellationToken));
    }
}

/// <summary>What all masters share.</summary>
internal sealed record MasterParts(RedisStoreOptions Options, TimeProvider Time, Keyspace Keys, PlaceKeeper Places, ChangeMessages Messages);
