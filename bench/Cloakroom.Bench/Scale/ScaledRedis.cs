using System.Globalization;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>
/// A Redis with an append-only file. It forgets by itself, by the time to live that the store has given each key: a day after the end of the
/// session, and up to five minutes later at random. Here that day is taken away.
/// </summary>
internal sealed class ScaledRedis : IScaled
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10), Moment = TimeSpan.FromSeconds(3);

    private readonly DirectoryInfo _folder;
    private readonly RedisServer _server;
    private readonly RedisLine _line;
    private readonly RedisSessionStore _store;
    private readonly Parts _parts;

    private ScaledRedis(DirectoryInfo folder, RedisServer server, Parts parts)
    {
        RedisStoreOptions options = RedisMemory.Options(server);
        (_folder, _server, _parts, _line, _store) = (folder, server, parts, new RedisLine(options), RedisSessionStore.Open(options, TimeProvider.System));
    }

    public string Name => "Redis";

    public ISessionStore Store => _store;

    /// <summary>Whether the time to live ends in one moment for all, as it would without the part at random.</summary>
    public bool InOneMoment { get; set; }

    public RedisLine Line => _line;

    public static async Task<ScaledRedis> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        RedisServer server = await RedisServer.StartAsync(folder.FullName);
        var scaled = new ScaledRedis(folder, server, await Parts.OpenAsync(RedisMemory.Options(server), TimeProvider.System));
        await scaled._line.First;
        return scaled;
    }

    public Task<long> SizeAsync() => RedisMemory.UsedAsync(_line);

    public async Task<Func<Task>> PrepareAsync(SessionEngine engine, Population over)
    {
        long[] left = new long[over.Count];
        await ForAllAsync(over, async (i, key) => left[i] = await NumberAsync("PTTL", key));
        // Later than it takes to say so for all of them.
        long first = left.Min(), begin = await NowAsync() + 3000 + (over.Count / 20);
        await ForAllAsync(over, (i, key) => NumberAsync("PEXPIREAT", key, (begin + (InOneMoment ? 0 : left[i] - first)).ToString(CultureInfo.InvariantCulture)));
        long wait = begin - await NowAsync();
        Filling.Say($"Redis: {over.Count} keys end from now on, {wait} ms before the first");
        await Task.Delay((int)Math.Max(0, wait));
        return () => Task.Delay(InOneMoment ? Moment : Window);
    }

    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        await _store.DisposeAsync();
        await _line.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task ForAllAsync(Population over, Func<int, string, Task> act)
    {
        for (int from = 0; from < over.Count; from += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(AtOnce, over.Count - from)).Select(i => act(i, KeyOf(over.DigestOf(i)))));
        }
    }

    private string KeyOf(SessionDigest digest) => _parts.Keys.Sessions(Target.Of(digest, _parts.Places).Place);

    private async Task<long> NowAsync()
    {
        using Reply time = await RedisCalls.CallAsync(_line, ["TIME"]);
        RespReader reader = time.Read();
        return reader.TryRead(out _) && reader.TryRead(out RespValue seconds) && long.TryParse(seconds.Bytes, CultureInfo.InvariantCulture, out long now)
            ? now * 1000 : throw new InvalidOperationException("Redis does not tell the time.");
    }

    private async Task<long> NumberAsync(params string[] command)
    {
        using Reply reply = await RedisCalls.CallAsync(_line, command);
        return reply.Number ?? throw new InvalidOperationException($"{command[0]} was not answered with a number.");
    }
}
