using System.Text;

namespace Cloakroom.Redis;

/// <summary>
/// Walks over the users' hashes, a part with each call and round again, and lets scripts forget what has expired in them. Redis does the
/// most of it by itself, so this may be slow; it must never be a burden.
/// </summary>
internal sealed class Sweeper(IRedis redis, ScriptRunner scripts, Keyspace keys) : IDisposable
{
    private const int KeysAPage = 100;
    private const int PagesACall = 20;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<Place> _found = new();
    private string _cursor = "0";

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

                if (_cursor == "0" && _found.Count == 0)
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
        using Reply reply = await redis.CallAsync(Scan(), cancellationToken);
        Read(reply);
    }

    private void Read(in Reply reply)
    {
        RespReader reader = reply.Read();
        if (reply.IsError || !reader.TryRead(out _) || !reader.TryRead(out RespValue cursor) || !reader.TryRead(out _))
        {
            _cursor = "0";
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

    private byte[] Scan()
    {
        using var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(6);
        writer.Add("SCAN"u8);
        writer.Add(_cursor);
        writer.Add("MATCH"u8);
        writer.Add(keys.Pattern);
        writer.Add("COUNT"u8);
        writer.Add(KeysAPage);
        return writer.Written.ToArray();
    }
}
