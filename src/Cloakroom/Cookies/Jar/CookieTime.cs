namespace Cloakroom.Cookies;

/// <summary>Times of cookies are kept as ticks, UTC: half the size of a <see cref="DateTimeOffset"/>.</summary>
internal static class CookieTime
{
    /// <summary>The latest representable date: that of a cookie without an expiry.</summary>
    public const long Never = long.MaxValue;

    /// <summary>The earliest representable date.</summary>
    public const long Earliest = 0;

    public static DateTimeOffset From(long ticks) => new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
