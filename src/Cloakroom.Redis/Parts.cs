using System.Security.Cryptography;

namespace Cloakroom.Redis;

/// <summary>What an open store is made of.</summary>
internal sealed class Parts : IAsyncDisposable
{
    private readonly RedisLine _line;
    private Places? _places;
    private byte[]? _key;

    private Parts(RedisStoreOptions options, TimeProvider time)
    {
        Keys = new Keyspace(options.Prefix);
        _line = new RedisLine(options, time, new LineHooks { Greeted = AgreeOnPlacesAsync });
        Scripts = new ScriptRunner(_line, Keys, time);
        Sweeper = new Sweeper(_line, Scripts, Keys);
        Feed = new ChangeFeed(options, Keys, time, () => Volatile.Read(ref _places), _line.Renew);
    }

    public IRedis Redis => _line;

    public Keyspace Keys { get; }

    public ScriptRunner Scripts { get; }

    public Sweeper Sweeper { get; }

    public ChangeFeed Feed { get; }

    /// <exception cref="StoreUnavailableException">Redis has not been reached yet.</exception>
    public Places Places => Volatile.Read(ref _places) ?? throw Throw.NotConnected("it has not been reached yet.");

    public static async Task<Parts> OpenAsync(RedisStoreOptions options, TimeProvider time)
    {
        if (options.Validate().FirstOrDefault() is { } mistake)
        {
            throw new StoreStartException(mistake);
        }

        var parts = new Parts(options, time);
        if (await parts._line.First is StoreStartException refusal)
        {
            await parts.DisposeAsync();
            throw refusal;
        }

        await parts.Feed.Started;
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        await _line.DisposeAsync();
        Sweeper.Dispose();
    }

    // On every new connection: the key may have been lost with the data, and another node may have brought its own since.
    private async Task AgreeOnPlacesAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (await GetKeyAsync(connection, cancellationToken) is not { } key)
        {
            _key ??= RandomNumberGenerator.GetBytes(Places.KeyLength);
            using Reply set = await connection.CallAsync(Set(Keys.Places, _key), cancellationToken);
            key = await GetKeyAsync(connection, cancellationToken)
                ?? throw (set.IsError ? Throw.Refused(set.Error) : Throw.NotConnected("its key for places cannot be stored."));
        }

        if (_key is null || !CryptographicOperations.FixedTimeEquals(_key, key) || _places is null)
        {
            _key = key;
            Volatile.Write(ref _places, new Places(key));
        }
    }

    private async Task<byte[]?> GetKeyAsync(Connection connection, CancellationToken cancellationToken)
    {
        using Reply get = await connection.CallAsync(Get(Keys.Places), cancellationToken);
        return get.IsError ? throw Throw.Refused(get.Error) : get.Bytes.Length == Places.KeyLength ? get.Bytes.ToArray() : null;
    }

    private static byte[] Get(string key)
    {
        using var writer = new RespWriter(stackalloc byte[128]);
        writer.Command(2);
        writer.Add("GET"u8);
        writer.Add(key);
        return writer.Written.ToArray();
    }

    private static byte[] Set(string key, byte[] value)
    {
        using var writer = new RespWriter(stackalloc byte[128]);
        writer.Command(4);
        writer.Add("SET"u8);
        writer.Add(key);
        writer.Add(value);
        writer.Add("NX"u8);
        return writer.Written.ToArray();
    }
}
