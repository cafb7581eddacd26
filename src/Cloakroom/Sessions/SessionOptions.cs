namespace Cloakroom;

/// <summary>How long sessions live and how many a user may have.</summary>
public sealed class SessionOptions
{
    private TimeSpan? _idle;
    private TimeSpan? _touchEvery;

    /// <summary>Longest life whatever the use (ASVS 7.3.2). Default 24 hours; whole seconds, 1 second to 400 days (RFC 6265bis 5.5).</summary>
    public TimeSpan Absolute { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Longest time without a request (ASVS 7.3.1). Default 1 hour, or <see cref="Absolute"/> where that is shorter; whole seconds, 1 second to <see cref="Absolute"/>.</summary>
    public TimeSpan Idle
    {
        get => _idle ?? Shorter(TimeSpan.FromHours(1), Absolute);
        set => _idle = value;
    }

    /// <summary>Shortest time between two notes of last use. Default 1 minute, or half of <see cref="Idle"/> where that is shorter; 0 to half of <see cref="Idle"/>.</summary>
    public TimeSpan TouchEvery
    {
        get => _touchEvery ?? Shorter(TimeSpan.FromMinutes(1), Idle / 2);
        set => _touchEvery = value;
    }

    /// <summary>Live sessions of one user; at a further login the least recently seen ends (ASVS 7.1.2). Default 100; 1 to 10,000.</summary>
    public int MaxPerUser { get; set; } = 100;

    /// <summary>
    /// How long safe requests of sessions in the near cache are still answered after the store was last heard of. Default 10 seconds; 0
    /// turns it off; at most 5 minutes. A logout elsewhere in that time is not known here.
    /// </summary>
    public TimeSpan FailStatic { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Greatest size of the near cache, in bytes. Default 64 MiB; 0 turns it off; at most 64 GiB.</summary>
    public long NearCacheBytes { get; set; } = 64L << 20;

    /// <summary>One sentence per mistake, each naming the setting, its value and the fix; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (Absolute < TimeSpan.FromSeconds(1) || Absolute > TimeSpan.FromDays(400) || !IsWholeSeconds(Absolute))
        {
            yield return $"Session:Absolute is {Absolute}; set it between 00:00:01 and 400.00:00:00, in whole seconds.";
        }

        // A default follows from the setting above it and is never a mistake of its own.
        if (_idle is { } idle && (idle < TimeSpan.FromSeconds(1) || !IsWholeSeconds(idle)))
        {
            yield return $"Session:Idle is {idle}; set it to 00:00:01 or more, in whole seconds.";
        }
        else if (_idle > Absolute)
        {
            yield return $"Session:Idle is {Idle}, longer than Session:Absolute ({Absolute}); lower the first or raise the second.";
        }

        if (_touchEvery is { } every && (every < TimeSpan.Zero || every > Idle / 2))
        {
            yield return $"Session:TouchEvery is {every}; set it between 00:00:00 and half of Session:Idle ({Idle / 2}).";
        }

        if (MaxPerUser is < 1 or > 10_000)
        {
            yield return $"Session:MaxPerUser is {MaxPerUser}; set it between 1 and 10000.";
        }

        if (FailStatic < TimeSpan.Zero || FailStatic > TimeSpan.FromMinutes(5))
        {
            yield return $"Session:FailStatic is {FailStatic}; set it between 00:00:00 and 00:05:00.";
        }

        if (NearCacheBytes is < 0 or > 64L << 30)
        {
            yield return $"Session:NearCacheBytes is {NearCacheBytes}; set it between 0 and {64L << 30}.";
        }
    }

    // A record keeps its idle timeout in seconds (SessionFormat).
    private static bool IsWholeSeconds(TimeSpan time) => time.Ticks % TimeSpan.TicksPerSecond == 0;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
