using System.Globalization;

namespace Cloakroom.PostgreSql;

/// <summary>
/// Which partition a session lies in: the one that ends soonest after the session's absolute end. Longer lives get wider partitions, so
/// that whatever the lifetimes of an application, a lookup meets about five partitions for each kind of life, and a record lies around for
/// a quarter of its life at most once it has expired.
/// </summary>
internal static class Lifetime
{
    private const long Hour = 60 * 60 * 1000;

    // The most a partition of this width may be of a life: a quarter.
    private const int Parts = 4;

    // The first millisecond after the last that a record can bear (9999-12-31).
    private const long EndOfTime = 253402300800000;

    /// <summary>Widths in milliseconds: 12 hours, 2, 8, 32 and 128 days. Each divides the next, so partitions of different widths may share an end.</summary>
    private static readonly long[] Widths = [12 * Hour, 48 * Hour, 192 * Hour, 768 * Hour, 3072 * Hour];

    /// <summary>The end of the partition, in milliseconds since 1970.</summary>
    public static long PartitionOf(Session session) =>
        PartitionOf(session.ExpiresAt.ToUnixTimeMilliseconds(), (session.ExpiresAt - session.CreatedAt).Ticks / TimeSpan.TicksPerMillisecond);

    public static long PartitionOf(long expires, long life)
    {
        long width = Width(life);
        long ends = (expires + width - 1) / width * width;
        return Math.Min(ends, EndOfTime);
    }

    /// <summary>The widest for a long life, the narrowest for a short one.</summary>
    public static long Width(long life) => Widths.FirstOrDefault(w => life <= w * Parts, Widths[^1]);

    /// <summary>What stands behind the name of the table: the end as year, month, day and hour.</summary>
    public static string Name(long ends) => ends >= EndOfTime
        ? "10000010100"
        : DateTimeOffset.FromUnixTimeMilliseconds(ends).ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
