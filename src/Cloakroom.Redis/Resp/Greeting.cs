using System.Text;

namespace Cloakroom.Redis;

/// <summary>The first words on a connection: who we are, RESP3, the database; and whether this server can be trusted with sessions.</summary>
internal static class Greeting
{
    /// <exception cref="StoreUnavailableException">It cannot serve now.</exception>
    /// <exception cref="StoreStartException">It will not serve until somebody changes a setting.</exception>
    public static async Task RunAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken)
    {
        using (Reply hello = await HelloAsync(connection, address, cancellationToken))
        {
            if (hello.IsError)
            {
                throw Explain(hello.Error);
            }

            if (Role(hello) is not ("" or "master"))
            {
                throw Throw.NotConnected("the server is a replica and takes no writes.");
            }
        }

        if (address.Database != 0)
        {
            using Reply select = await SendAsync(connection, ["SELECT", $"{address.Database}"], cancellationToken);
            if (select.IsError)
            {
                throw new StoreStartException($"Redis has no database {address.Database}; write another number behind the last / of the address.");
            }
        }

        using Reply info = await SendAsync(connection, ["INFO", "memory"], cancellationToken);
        Check(info);
    }

    /// <summary>A server that evicts keys logs people out, and forgets who was logged out, whenever it runs short of memory.</summary>
    private static void Check(in Reply info)
    {
        if (info.IsError)
        {
            throw info.Error.StartsWith("NOPERM", StringComparison.Ordinal)
                ? new StoreStartException("The Redis user may not run INFO, which tells whether sessions are safe there; docs/redis.md has the ACL line.")
                : Throw.Refused(info.Error);
        }

        string text = Encoding.UTF8.GetString(info.Bytes);
        string policy = Line(text, "maxmemory_policy:");
        if (policy is not ("" or "noeviction") && Line(text, "maxmemory:") is not "0")
        {
            throw new StoreStartException(
                $"Redis may delete sessions and logouts when its memory is full (maxmemory-policy is {policy}); set it to noeviction: CONFIG SET maxmemory-policy noeviction.");
        }
    }

    private static ValueTask<Reply> HelloAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken) =>
        SendAsync(
            connection,
            address.Password is { } password
                ? ["HELLO", "3", "AUTH", address.User ?? "default", password, "SETNAME", "cloakroom"]
                : ["HELLO", "3", "SETNAME", "cloakroom"],
            cancellationToken);

    private static ValueTask<Reply> SendAsync(Connection connection, string[] parts, CancellationToken cancellationToken)
    {
        var writer = new RespWriter(stackalloc byte[256]);
        writer.Command(parts.Length);
        foreach (string part in parts)
        {
            writer.Add(part);
        }

        ValueTask<Reply> call = connection.CallAsync(writer.Written, cancellationToken);
        writer.Dispose();
        return call;
    }

    private static Exception Explain(string error) => error.Split(' ', 2)[0] switch
    {
        "WRONGPASS" => new StoreStartException("Redis does not accept this user and password; correct them in the address of the store."),
        "NOAUTH" => new StoreStartException("Redis asks for a password; write redis://user:password@host in the address of the store."),
        "NOPROTO" => new StoreStartException("This Redis does not speak RESP3; use version 7.0 or newer."),
        "ERR" when error.Contains("unknown command", StringComparison.OrdinalIgnoreCase) =>
            new StoreStartException("This Redis does not know HELLO; use version 7.0 or newer."),
        "ERR" when error.Contains("without any password", StringComparison.Ordinal) =>
            new StoreStartException("This Redis has no password set, and the address of the store has one; leave it out, or set it in Redis."),
        _ => Throw.Refused(error),
    };

    private static string Role(in Reply hello)
    {
        RespReader reader = hello.Read();
        while (reader.TryRead(out RespValue value))
        {
            if (value.Kind == RespKind.Bytes && value.Bytes.SequenceEqual("role"u8) && reader.TryRead(out RespValue role))
            {
                return Encoding.UTF8.GetString(role.Bytes);
            }
        }

        return "";
    }

    private static string Line(string text, string name)
    {
        int at = text.IndexOf("\n" + name, StringComparison.Ordinal);
        int end = at < 0 ? -1 : text.IndexOf('\r', at);
        return end < 0 ? "" : text[(at + 1 + name.Length)..end];
    }
}
