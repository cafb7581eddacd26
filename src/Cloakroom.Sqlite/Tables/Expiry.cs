namespace Cloakroom.Sqlite;

/// <summary>
/// The answer of <see cref="SessionPolicy.Refuse(Session, DateTimeOffset)"/> as a point in time, for the order of the sweep. In whole
/// milliseconds since 1970, because the sum may lie beyond the year 9999.
/// </summary>
internal static class Expiry
{
    private const int MillisecondsPerSecond = 1000;

    /// <summary>Absolute or idle end, whichever comes first.</summary>
    public static long Of(Session session) => Math.Min(
        session.ExpiresAt.ToUnixTimeMilliseconds(),
        session.LastSeenAt.ToUnixTimeMilliseconds() + (long)session.IdleTimeout.TotalMilliseconds);

    /// <summary>The second in which the sweep should look at it.</summary>
    public static long Due(Session session) => Due(Of(session));

    public static long Due(long milliseconds) => milliseconds / MillisecondsPerSecond;
}
