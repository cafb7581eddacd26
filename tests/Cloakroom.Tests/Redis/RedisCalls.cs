using System.Text;
using Cloakroom.Redis;

namespace Cloakroom.Tests.Redis;

/// <summary>Commands as a test writes them.</summary>
internal static class RedisCalls
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static ValueTask<Reply> AskAsync(this IRedis redis, CancellationToken cancellationToken, params string[] parts)
    {
        var writer = new RespWriter(stackalloc byte[64]);
        writer.Command(parts.Length);
        foreach (string part in parts)
        {
            writer.Add(part);
        }

        ValueTask<Reply> call = redis.CallAsync(writer.Written, cancellationToken);
        writer.Dispose();
        return call;
    }

    /// <summary>The text, number or error of a reply, as one string.</summary>
    public static async Task<string> SayAsync(this IRedis redis, params string[] parts)
    {
        using Reply reply = await redis.AskAsync(Stop, parts);
        return Text(reply);
    }

    public static string Text(in Reply reply) =>
        reply.Number is { } number ? $"{number}" : reply.IsError ? reply.Error : Encoding.UTF8.GetString(reply.Bytes);

    public static async Task<RedisLine> ConnectAsync(string address, TimeSpan? deadline = null, LineHooks? hooks = null)
    {
        var options = RedisStoreOptions.Parse(address);
        options.Deadline = deadline ?? TimeSpan.FromSeconds(10);
        var line = new RedisLine(options, hooks);
        if (await line.First is { } failure)
        {
            await line.DisposeAsync();
            throw failure;
        }

        return line;
    }

    /// <summary>Waits for the line to serve again, in bounded time.</summary>
    public static async Task ComesBackAsync(this IRedis line)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using Reply pong = await line.AskAsync(bound.Token, "PING");
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(20, bound.Token);
            }
        }
    }
}
