using System.Text;

namespace Cloakroom.Redis;

/// <summary>The first words on a connection: who we are, RESP3, the database; and whether this server can be trusted with sessions.</summary>
internal static class Greeting
{
    /// <summary>Asks the server for all that it is judged by.</summary>
    public static readonly byte[] Ask = Command.Of("INFO", "server", "replication", "memory", "stats");

    /// <param name="connection">The new connection.</param>
    /// <param name="address">Who is meant, and who asks.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="seen">Told what the server says of itself, also when it is refused for that.</param>
    /// <exception cref="StoreUnavailableException">It cannot serve now.</exception>
    /// <exception cref="StoreStartException">It will not serve until somebody changes a setting.</exception>
    public static async Task RunAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken, Action<ServerInfo>? seen = null)
    {
        using (Reply hello = await HelloAsync(connection, address, cancellationToken))
        {
            CheckKind(hello, address);
            if (Field(hello, "role"u8) is not ("" or "master"))
            {
                throw Throw.NotConnected("the server is a replica and takes no writes.");
            }
        }

        if (address.Database != 0)
        {
            using Reply select = await connection.CallAsync(Command.Of("SELECT", $"{address.Database}"), cancellationToken);
            if (select.IsError)
            {
                throw new StoreStartException($"Redis has no database {address.Database}; write another number behind the last / of the address.");
            }
        }

        using Reply reply = await connection.CallAsync(Ask, cancellationToken);
        CheckPolicy(reply, seen);
    }

    /// <summary>The policy by which a server with a memory limit deletes keys; null when it does not.</summary>
    public static string? EvictingPolicy(ServerInfo info) =>
        info["maxmemory_policy"] is var policy and not ("" or "noeviction") && info["maxmemory"] is not "0" ? policy : null;

    /// <summary>Any node of a cluster, replicas too: each knows who has which slots.</summary>
    public static async Task MeetNodeAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken)
    {
        using Reply hello = await HelloAsync(connection, address, cancellationToken);
        CheckKind(hello, address);
    }

    /// <summary>A sentinel's answer is not looked at any closer: it keeps no sessions.</summary>
    public static async Task MeetSentinelAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken)
    {
        using Reply hello = await connection.CallAsync(Command.Of("HELLO", "3", "SETNAME", "cloakroom"), cancellationToken);
        if (!hello.IsError)
        {
            return;
        }

        // A sentinel that wants a password is given that of the servers.
        using Reply again = address.Password is not null && hello.Error.StartsWith("NOAUTH", StringComparison.Ordinal)
            ? await HelloAsync(connection, address, cancellationToken) : hello;
        if (again.IsError)
        {
            throw Explain(again.Error);
        }
    }

    private static ValueTask<Reply> HelloAsync(Connection connection, RedisAddress address, CancellationToken cancellationToken) =>
        connection.CallAsync(
            address.Password is { } password
                ? Command.Of("HELLO", "3", "AUTH", address.User ?? "default", password, "SETNAME", "cloakroom")
                : Command.Of("HELLO", "3", "SETNAME", "cloakroom"),
            cancellationToken);

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

    private static void CheckKind(in Reply hello, RedisAddress address)
    {
        if (hello.IsError)
        {
            throw Explain(hello.Error);
        }

        switch (Field(hello, "mode"u8))
        {
            case "sentinel":
                throw new StoreStartException("This is a sentinel, not a Redis; write redis+sentinel://host/master-name in the address of the store.");
            case "cluster" when !address.IsCluster:
                throw new StoreStartException("This Redis is a node of a cluster; write redis+cluster://host in the address of the store.");
            case "standalone" when address.IsCluster:
                throw new StoreStartException("This Redis is no node of a cluster; write redis://host in the address of the store.");
        }
    }

    /// <summary>A server that evicts keys logs people out, and forgets who was logged out, whenever it runs short of memory.</summary>
    private static void CheckPolicy(in Reply reply, Action<ServerInfo>? seen)
    {
        if (reply.IsError)
        {
            throw reply.Error.StartsWith("NOPERM", StringComparison.Ordinal)
                ? new StoreStartException("The Redis user may not run INFO, which tells whether sessions are safe there; docs/redis.md has the ACL line.")
                : Throw.Refused(reply.Error);
        }

        var info = new ServerInfo(reply);
        seen?.Invoke(info);
        if (EvictingPolicy(info) is { } policy)
        {
            throw new StoreStartException(
                $"Redis may delete sessions and logouts when its memory is full (maxmemory-policy is {policy}); set it to noeviction: CONFIG SET maxmemory-policy noeviction.");
        }
    }

    private static string Field(in Reply hello, ReadOnlySpan<byte> name)
    {
        RespReader reader = hello.Read();
        while (reader.TryRead(out RespValue value))
        {
            if (value.Kind == RespKind.Bytes && value.Bytes.SequenceEqual(name) && reader.TryRead(out RespValue field))
            {
                return Encoding.UTF8.GetString(field.Bytes);
            }
        }

        return "";
    }
}
