namespace Cloakroom.Redis;

/// <summary>What the store says when it cannot do its work. No sentence repeats what the server said: that may hold parts of a command.</summary>
internal static class Throw
{
    public static StoreUnavailableException Overdue() => new("Redis did not answer in time.");

    public static StoreUnavailableException Hung(TimeSpan time) => new($"Redis answered nothing for {time.TotalMilliseconds} ms; the connection was closed.");

    public static StoreUnavailableException QueueFull() => new("Too many calls are waiting for Redis.");

    public static StoreUnavailableException Closed() => new("The store is closed.");

    public static StoreUnavailableException Lost(Exception? inner) => new("The connection to Redis was lost.", inner);

    public static StoreUnavailableException Malformed() => new("What came from Redis is not RESP3; the connection was closed.");

    public static StoreUnavailableException Unconfirmed() =>
        new("No replica of Redis has confirmed the end of a session in time, so a failover could undo it; look at the link to the replicas.");

    public static StoreUnavailableException NotConnected(string why) => new($"There is no connection to Redis: {why}");

    /// <summary>By the first word of the error, which the server's documentation lists.</summary>
    public static StoreUnavailableException Refused(string error) => new(error.Split(' ', 2)[0] switch
    {
        "OOM" => "Redis has reached maxmemory; sessions can be read and ended, not begun, until it is given more.",
        "MISCONF" => "Redis cannot save to its disk and takes no writes until the disk has space again.",
        "READONLY" => "Redis has become a replica and takes no writes; the store looks for the new master.",
        "NOREPLICAS" => "Redis has fewer replicas than min-replicas-to-write and takes no writes; start them, or look at the link to them.",
        "LOADING" => "Redis is loading its data.",
        "BUSY" => "Redis is busy with a script.",
        "MASTERDOWN" => "Redis has lost its master.",
        "NOPERM" => "The Redis user may not do what the store needs; docs/redis.md has the ACL line.",
        "CLUSTERDOWN" => "The Redis cluster is down.",
        var word => $"Redis refused a command ({(word.All(char.IsAsciiLetterUpper) ? word : "ERR")}).",
    });
}
