using System.Text;
using Cloakroom.Redis;

namespace Cloakroom.Bench;

/// <summary>Plain commands for what the store itself does not do.</summary>
internal static class RedisCalls
{
    public static async Task<Reply> CallAsync(RedisLine line, string[] parts)
    {
        var writer = new RespWriter(stackalloc byte[512]);
        writer.Command(parts.Length);
        foreach (string part in parts)
        {
            writer.Add(part);
        }

        ValueTask<Reply> call = line.CallAsync(writer.Written, CancellationToken.None);
        writer.Dispose();
        return await call;
    }

    /// <summary>An answer to SCAN.</summary>
    public static (string Cursor, List<string> Keys) Page(in Reply reply)
    {
        RespReader reader = reply.Read();
        var keys = new List<string>();
        if (!reader.TryRead(out _) || !reader.TryRead(out RespValue cursor) || !reader.TryRead(out _))
        {
            throw new InvalidOperationException("Not an answer to SCAN.");
        }

        string next = Encoding.ASCII.GetString(cursor.Bytes);
        while (reader.TryRead(out RespValue key))
        {
            keys.Add(Encoding.UTF8.GetString(key.Bytes));
        }

        return (next, keys);
    }
}
