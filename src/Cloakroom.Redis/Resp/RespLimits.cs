namespace Cloakroom.Redis;

/// <summary>What a connection puts up with. Beyond it the connection is closed, never the process.</summary>
internal sealed record RespLimits
{
    public static RespLimits Default { get; } = new();

    /// <summary>Time for one call.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A reply that is overdue for so long means that the connection is dead, whatever TCP thinks.</summary>
    public TimeSpan Hung { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Greatest reply, in bytes. A user's 10,000 sessions of 1 KiB fit in.</summary>
    public int ReplyBytes { get; init; } = 16 << 20;

    /// <summary>Greatest depth of arrays in arrays; the store needs 2.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>Calls that may wait for their replies at the same time.</summary>
    public int Calls { get; init; } = 16_384;

    /// <summary>Bytes of commands that may wait for the socket.</summary>
    public int UnsentBytes { get; init; } = 16 << 20;
}
