using System.Text;

namespace Cloakroom.Redis;

/// <summary>Key material of the program: a hash for each ring.</summary>
internal static class KeyRings
{
    public static async ValueTask<IReadOnlyList<KeyMaterial>> ListAsync(Parts parts, string ring, CancellationToken cancellationToken)
    {
        using Reply reply = await AskAsync(parts, "HGETALL", ring, [], cancellationToken);
        var all = new List<KeyMaterial>();
        RespReader reader = reply.Read();
        reader.TryRead(out _);
        while (reader.TryRead(out RespValue name) && reader.TryRead(out RespValue bytes))
        {
            all.Add(new KeyMaterial(Encoding.UTF8.GetString(name.Bytes), bytes.Bytes.ToArray()));
        }

        return [.. all.OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    public static async ValueTask<Applied> AddAsync(Parts parts, string ring, KeyMaterial material, CancellationToken cancellationToken)
    {
        using Reply reply = await AskAsync(parts, "HSETNX", ring, [Encoding.UTF8.GetBytes(material.Name), material.Bytes], cancellationToken);
        return reply.Number == 1 ? Applied.Done : Applied.Exists;
    }

    public static async ValueTask<Applied> RemoveAsync(Parts parts, string ring, string name, CancellationToken cancellationToken)
    {
        using Reply reply = await AskAsync(parts, "HDEL", ring, [Encoding.UTF8.GetBytes(name)], cancellationToken);
        return reply.Number == 1 ? Applied.Done : Applied.Absent;
    }

    private static async ValueTask<Reply> AskAsync(
        Parts parts, string command, string ring, ReadOnlyMemory<byte>[] arguments, CancellationToken cancellationToken)
    {
        Reply reply = await SendAsync(parts, command, ring, arguments, cancellationToken);
        if (!reply.IsError)
        {
            return reply;
        }

        using (reply)
        {
            throw Throw.Refused(reply.Error);
        }
    }

    private static ValueTask<Reply> SendAsync(
        Parts parts, string command, string ring, ReadOnlyMemory<byte>[] arguments, CancellationToken cancellationToken)
    {
        var writer = new RespWriter(stackalloc byte[512]);
        writer.Command(2 + arguments.Length);
        writer.Add(command);
        string key = parts.Keys.Ring(ring);
        writer.Add(key);
        foreach (ReadOnlyMemory<byte> argument in arguments)
        {
            writer.Add(argument.Span);
        }

        ValueTask<Reply> call = parts.Redis.CallAsync(key, writer.Written, cancellationToken);
        writer.Dispose();
        return call;
    }
}
