namespace Cloakroom;

/// <summary>
/// Monotonic milliseconds of the injected clock. Read with every call and on every cache hit; where the clock is the system's own, its
/// coarse form costs a fifth of the fine one, and a lease of half a second does not need the fine one.
/// </summary>
internal sealed class CoarseClock(TimeProvider time)
{
    private readonly bool _isSystem = ReferenceEquals(time, TimeProvider.System);

    public long Milliseconds => _isSystem
        ? Environment.TickCount64
        : (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;
}
