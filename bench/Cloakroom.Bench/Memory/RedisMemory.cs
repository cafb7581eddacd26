using System.Globalization;
using System.Text;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>What a session takes in Redis: the growth of <c>used_memory</c>.</summary>
internal static class RedisMemory
{
    public static async Task<double> MeasureAsync(int sessions, int each, bool isGuid)
    {
        await using RedisServer server = await RedisServer.StartAsync();
        RedisStoreOptions options = Options(server);
        await using var store = RedisSessionStore.Open(options, TimeProvider.System);
        await using var line = new RedisLine(options);
        await line.First;
        long before = await UsedAsync(line);
        await Filling.RunAsync(store, sessions, $"Redis, {(isGuid ? "GUID" : "number")}, {each} of a user", i => Typical.Login(store, i / each, isGuid));
        return (await UsedAsync(line) - before) / (double)sessions;
    }

    /// <summary>With a deadline for loads that no deadline was made for.</summary>
    public static RedisStoreOptions Options(RedisServer server)
    {
        var options = RedisStoreOptions.Parse($"127.0.0.1:{server.Port}");
        options.Deadline = TimeSpan.FromSeconds(10);
        return options;
    }

    public static async Task<long> UsedAsync(RedisLine line)
    {
        using Reply info = await RedisCalls.CallAsync(line, ["INFO", "memory"]);
        string used = Encoding.ASCII.GetString(info.Bytes).Split('\n').First(l => l.StartsWith("used_memory:", StringComparison.Ordinal));
        return long.Parse(used["used_memory:".Length..].Trim(), CultureInfo.InvariantCulture);
    }
}
