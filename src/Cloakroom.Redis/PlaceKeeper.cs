using System.Security.Cryptography;

namespace Cloakroom.Redis;

/// <summary>The key of <see cref="Places"/>, which all nodes of the program share: whoever comes first brings it, the others take it over.</summary>
internal sealed class PlaceKeeper(Keyspace keys)
{
    private readonly byte[] _get = Command.Of("GET", keys.Places);
    private readonly byte[] _own = RandomNumberGenerator.GetBytes(Places.KeyLength);
    private Agreed? _agreed;

    /// <summary>Null when Redis has not been reached yet.</summary>
    public Places? Known => Volatile.Read(ref _agreed)?.Places;

    /// <exception cref="StoreUnavailableException">Redis has not been reached yet.</exception>
    public Places Current => Known ?? throw Throw.NotConnected("it has not been reached yet.");

    /// <summary>On every new connection: the key may have been lost with the data, and another node may have brought its own since.</summary>
    /// <param name="ask">Sends a command to the server that may have the key.</param>
    public async Task AgreeAsync(Func<byte[], ValueTask<Reply>> ask)
    {
        (byte[]? key, bool isElsewhere) = await GetAsync(ask);
        if (isElsewhere)
        {
            return;
        }

        if (key is null)
        {
            using Reply set = await ask(Set(Volatile.Read(ref _agreed)?.Key ?? _own));
            (key, _) = await GetAsync(ask);
            if (key is null)
            {
                throw set.IsError ? Throw.Refused(set.Error) : Throw.NotConnected("its key for places cannot be stored.");
            }
        }

        if (Volatile.Read(ref _agreed) is not { } agreed || !CryptographicOperations.FixedTimeEquals(agreed.Key, key))
        {
            Volatile.Write(ref _agreed, new Agreed(key, new Places(key)));
        }
    }

    // In a cluster only one node has the key; the others say so, and that is all they have to do with it.
    private async Task<(byte[]? Key, bool IsElsewhere)> GetAsync(Func<byte[], ValueTask<Reply>> ask)
    {
        using Reply get = await ask(_get);
        return !get.IsError ? (get.Bytes.Length == Places.KeyLength ? get.Bytes.ToArray() : null, false)
            : Redirect.In(get) is not null ? (null, true)
            : throw Throw.Refused(get.Error);
    }

    private byte[] Set(byte[] key)
    {
        using var writer = new RespWriter(stackalloc byte[128]);
        writer.Command(4);
        writer.Add("SET"u8);
        writer.Add(keys.Places);
        writer.Add(key);
        writer.Add("NX"u8);
        return writer.Written.ToArray();
    }

    private sealed record Agreed(byte[] Key, Places Places);
}
