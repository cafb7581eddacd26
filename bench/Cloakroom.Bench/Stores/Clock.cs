namespace Cloakroom.Bench.Stores;

/// <summary>When the sessions of this benchmark end: the even ones within minutes an hour from the start, the odd ones a day from it.</summary>
internal static class Clock
{
    public static DateTimeOffset ExpiryOf(int session, DateTimeOffset start) =>
        start.AddSeconds(session / 2 % 300) + (session % 2 == 0 ? TimeSpan.FromHours(1) : TimeSpan.FromHours(24));

    public static DateTimeOffset AfterTheFirstHalf(DateTimeOffset start) => start.AddHours(4);
}
