using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// Walks over the users' hashes, a part with each call and round again, and lets scripts forget what has expired in them. Redis does the
/// most of it by itself, so this may be slow; it must never be a burden.
/// </summary>
internal sealed class Sweeper(IServers redis, ScriptRunner scripts, Keyspace keys) : IDisposable
{
    private const string KeysAPage = "100";
    private const int PagesACall = 20;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<Place> _found = new();
    private string _cursor = "0";
    private int _master;

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            int forgotten = 0;
            for (int page = 0; forgotten < limit && page < PagesACall; page++)
            {
                if (_found.Count == 0)
                {
                    await FindAsync(cancellationToken);
                }

                while (forgotten < limit && _found.TryPeek(out Place place))
                {
                    forgotten += await ForgetAsync(place, now, limit - forgotten, cancellationToken);
                    if (forgotten < limit)
                    {
                        _found.Dequeue();
                    }
                }

                if (_cursor == "0" && _master == 0 && _found.Count == 0)
                {
                    break;
                }
            }

            return forgotten;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask<int> ForgetAsync(Place place, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using Reply reply = await scripts.RunAsync(Script.Sweep, place, new ReadOnlyMemory<byte>[] { Changing.Number(limit) }, cancellationToken, now);
        return (int)(reply.Number ?? 0);
    }

    private async ValueTask FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Master> masters = redis.Masters;
        if (masters.Count == 0)
        {
            throw Throw.NotConnected("no master is known.");
        }

        Master master = masters[_master % masters.Count];
        try
        {
            using Reply reply = await master.Calls.CallAsync(Command.Of("SCAN", _cursor, "MATCH", keys.Pattern, "COUNT", KeysAPage), cancellationToken);
            Read(reply);
        }
        catch (StoreUnavailableException)
        {
            // One that is away shall not keep the others from being swept.
            _cursor = "0";
            throw;
        }
        finally
        {
            if (_cursor == "0")
            {
                _master = (_master + 1) % masters.Count;
            }
        }
    }

    private void Read(in Reply reply)
    {
        RespReader reader = reply.Read();
        if (reply.IsError || !reader.TryRead(out _) || !reader.TryRead(out RespValue cursor) || !reader.TryRead(out _))
        {
            throw Throw.Refused(reply.Error);
        }

        _cursor = Encoding.ASCII.GetString(cursor.Bytes);
        while (reader.TryRead(out RespValue key))
        {
            if (keys.TryParse(key.Bytes, out Place place))
            {
                _found.Enqueue(place);
            }
        }
    }
}
