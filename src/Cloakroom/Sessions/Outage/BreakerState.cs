namespace Cloakroom;

/// <summary>
/// Whether the store is worth asking, as a pure function of what calls came to and when. It opens after at least <see cref="Row"/> failures
/// in a row over at least <see cref="Quiet"/>; any success closes it. Where calls succeed in between, as with one shard of several away, it
/// stays closed.
/// </summary>
/// <param name="IsOpen">Nobody but the probe should ask.</param>
/// <param name="Failures">Failures since the last success.</param>
/// <param name="Since">When the first of them was, on the clock of the caller.</param>
internal readonly record struct BreakerState(bool IsOpen, long Failures, TimeSpan Since)
{
    public const int Row = 3;

    /// <summary>One slow moment fails many calls at once, and is no outage.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    public static BreakerState Succeeded() => default;

    public BreakerState Failed(TimeSpan now)
    {
        BreakerState next = this with { Failures = Failures + 1, Since = Failures == 0 ? now : Since };
        return next with { IsOpen = IsOpen || (next.Failures >= Row && now - next.Since >= Quiet) };
    }
}
