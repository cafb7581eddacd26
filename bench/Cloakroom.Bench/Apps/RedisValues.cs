using Cloakroom.Redis;

namespace Cloakroom.Bench.Apps;

/// <summary>Plain values in Redis, over our own client, for what others keep there.</summary>
internal sealed class RedisValues : IAsyncDisposable
{
    private readonly RedisLine _line;

    /// <param name="address">Of Redis.</param>
    public RedisValues(string address)
    {
        var options = RedisStoreOptions.Parse(address);
        // A busy machine may stop everything for a while; what is measured is the rate.
        options.Deadline = TimeSpan.FromSeconds(10);
        _line = new(options);
    }

    public async Task<byte[]?> GetAsync(string key)
    {
        using Reply reply = await CallAsync("GET", key);
        return reply.Bytes is { Length: > 0 } bytes ? bytes.ToArray() : null;
    }

    /// <summary>The value, which now lives on for that long: one command for both.</summary>
    public async Task<byte[]?> GetAsync(string key, TimeSpan keep)
    {
        using Reply reply = await CallAsync("GETEX", key, "PX", Milliseconds(keep));
        return reply.Bytes is { Length: > 0 } bytes ? bytes.ToArray() : null;
    }

    public async Task SetAsync(string key, byte[] value, TimeSpan keep)
    {
        using Reply reply = await SetOnceAsync(key, value, keep);
        Require(reply);
    }

    public async Task KeepAsync(string key, TimeSpan keep) => (await CallAsync("PEXPIRE", key, Milliseconds(keep))).Dispose();

    public async Task RemoveAsync(string key) => (await CallAsync("DEL", key)).Dispose();

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private async ValueTask<Reply> SetOnceAsync(string key, byte[] value, TimeSpan keep)
    {
        await _line.First;
        var writer = new RespWriter(stackalloc byte[512]);
        writer.Command(5);
        writer.Add("SET");
        writer.Add(key);
        writer.Add(value);
        writer.Add("PX");
        writer.Add(Milliseconds(keep));
        ValueTask<Reply> call = _line.CallAsync(writer.Written, CancellationToken.None);
        writer.Dispose();
        return await call;
    }

    private ValueTask<Reply> CallAsync(params ReadOnlySpan<string> parts)
    {
        var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(parts.Length);
        foreach (string part in parts)
        {
            writer.Add(part);
        }

        ValueTask<Reply> call = _line.CallAsync(writer.Written, CancellationToken.None);
        writer.Dispose();
        return call;
    }

    private static string Milliseconds(TimeSpan time) => $"{(long)time.TotalMilliseconds}";

    private static void Require(in Reply reply)
    {
        if (reply.IsError)
        {
            throw new InvalidOperationException(reply.Error);
        }
    }
}
