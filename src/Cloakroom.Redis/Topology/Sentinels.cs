using System.Globalization;
using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// Knows from the sentinels who the master is: asks them in turn, and hears from all of them when it has changed. Whether it is true, the
/// master itself is asked (<see cref="Greeting"/>).
/// </summary>
internal sealed class Sentinels : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] Subscribe = Command.Of("SUBSCRIBE", "+switch-master", "+promoted-slave");

    private readonly RedisLine[] _lines;
    private readonly string _name;
    private readonly byte[] _ask;
    private Action<(string Host, int Port)> _switched = _ => { };
    private int _first;

    public Sentinels(RedisStoreOptions options, string name)
    {
        (_name, _ask) = (name, Command.Of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name));
        RedisStoreOptions patient = options.With(options.Deadline < Patience ? options.Deadline : Patience);
        _lines =
        [
            .. options.Address.Hosts.Select((host, i) => new RedisLine(patient, new LineHooks
            {
                Hosts = _ => new([host]),
                Greet = (connection, cancellationToken) => ListenAsync(connection, options.Address, cancellationToken),
                Pushed = push => Hear(push, i),
            })),
        ];
    }

    /// <summary>Names whom to tell when there is another master.</summary>
    public void Follow(Action<(string Host, int Port)> switched) => Volatile.Write(ref _switched, switched);

    /// <summary>Where the master is, by the first sentinel that knows.</summary>
    /// <exception cref="StoreUnavailableException">No sentinel answers.</exception>
    /// <exception cref="StoreStartException">None of those that answer knows a master of this name.</exception>
    public async ValueTask<IReadOnlyList<(string Host, int Port)>> FindAsync(CancellationToken cancellationToken)
    {
        Exception? why = null;
        for (int i = 0, first = Volatile.Read(ref _first); i < _lines.Length; i++)
        {
            RedisLine line = _lines[(first + i) % _lines.Length];
            try
            {
                await line.First.WaitAsync(Patience, cancellationToken);
                using Reply reply = await line.CallAsync(_ask, cancellationToken);
                if (Address(reply) is { } master)
                {
                    return [master];
                }

                why = new StoreStartException($"No sentinel knows a master called {_name}; correct the name behind the hosts in the address of the store.");
            }
            catch (Exception e) when (e is StoreUnavailableException or TimeoutException)
            {
                why ??= Throw.NotConnected("no sentinel answers.");
            }
        }

        throw why ?? Throw.NotConnected("the address names no sentinel.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisLine line in _lines)
        {
            await line.DisposeAsync();
        }
    }

    private static async Task ListenAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken)
    {
        await Greeting.MeetSentinelAsync(connection, address, cancellationToken);
        connection.Tell(Subscribe);
    }

    private static (string, int)? Address(in Reply reply)
    {
        RespReader reader = reply.Read();
        return reader.TryRead(out RespValue list) && list.Kind == RespKind.List && reader.TryRead(out RespValue host) && reader.TryRead(out RespValue port)
            && int.TryParse(port.Bytes, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (Encoding.UTF8.GetString(host.Bytes), number) : null;
    }

    // "+switch-master": name, old host, old port, new host, new port: everybody knows. "+promoted-slave": the word slave, its name, new host,
    // new port, the word @, name of the master, old address: only this sentinel knows, a second earlier, and answers so from then on.
    private void Hear(Reply push, int from)
    {
        RespReader reader = push.Read();
        if (!reader.TryRead(out _) || !reader.TryRead(out RespValue kind) || !kind.Bytes.SequenceEqual("message"u8)
            || !reader.TryRead(out RespValue channel) || !reader.TryRead(out RespValue message))
        {
            return;
        }

        string[] words = Encoding.UTF8.GetString(message.Bytes).Split(' ');
        bool isSwitch = channel.Bytes.SequenceEqual("+switch-master"u8);
        int name = isSwitch ? 0 : 5, host = isSwitch ? 3 : 2;
        if (words.Length > (isSwitch ? 4 : 5) && words[name] == _name && int.TryParse(words[host + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            Volatile.Write(ref _first, from);
            Volatile.Read(ref _switched)((words[host], port));
        }
    }
}
