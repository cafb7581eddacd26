using System.Buffers;

namespace Cloakroom.Cookies;

/// <summary>
/// Dates as Chromium reads them (net/cookies/cookie_util.cc, ParseCookieExpirationTime). It agrees with 5.1.1 on every date that somebody means.
/// What a token is, is told by its first character, its length and its colons, and a number has nothing but digits.
/// </summary>
internal static class ChromiumDate
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create("\t !\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~"u8);

    private static ReadOnlySpan<byte> Months => "janfebmaraprmayjunjulaugsepoctnovdec"u8;

    /// <summary>The date as ticks, UTC; null when it is none. Years that the framework does not know become its first and last.</summary>
    public static long? Parse(ReadOnlySpan<byte> text)
    {
        int day = -1, month = -1, year = -1;
        (int Hour, int Minute, int Second) time = (-1, 0, 0);
        foreach (Range range in text.SplitAny(Delimiters))
        {
            ReadOnlySpan<byte> token = text[range];
            if (token.IsEmpty)
            {
                continue;
            }

            if (!char.IsAsciiDigit((char)token[0]))
            {
                month = month < 0 ? MonthOf(token) : month;
            }
            else if (token.Contains((byte)':'))
            {
                time = time.Hour < 0 ? TimeOf(token) : time;
            }
            else if (day < 0 && token.Length <= 2)
            {
                day = Number(token);
            }
            else if (year < 0 && token.Length <= 5)
            {
                year = Number(token);
            }
        }

        return day < 0 || month < 0 || year < 0 || time.Hour < 0 ? null : Ticks(year + (year switch { < 70 => 2000, < 100 => 1900, _ => 0 }), month, day, time);
    }

    private static long? Ticks(int year, int month, int day, (int Hour, int Minute, int Second) time)
    {
        // A year outside the calendar of the framework has the same leap years 400 years nearer.
        int known = year > 9999 ? 9600 + (year % 400) : year;
        if (day < 1 || day > DateTime.DaysInMonth(known, month) || time.Hour > 23 || time.Minute > 59 || time.Second > 59)
        {
            return null;
        }

        return year > 9999 ? DateTime.MaxValue.Ticks : new DateTime(year, month, day, time.Hour, time.Minute, time.Second, DateTimeKind.Utc).Ticks;
    }

    private static int MonthOf(ReadOnlySpan<byte> token)
    {
        for (int month = 1; month <= 12 && token.Length >= 3; month++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(token[..3], Months.Slice((month - 1) * 3, 3)))
            {
                return month;
            }
        }

        return -1;
    }

    // Three numbers of any length; what they mean is looked at when all is read.
    private static (int Hour, int Minute, int Second) TimeOf(ReadOnlySpan<byte> token)
    {
        int first = token.IndexOf((byte)':'), last = token.LastIndexOf((byte)':');
        (int Hour, int Minute, int Second) time = first == last ? (-1, 0, 0) : (Number(token[..first]), Number(token[(first + 1)..last]), Number(token[(last + 1)..]));
        return time is { Minute: >= 0, Second: >= 0 } ? time : (-1, 0, 0);
    }

    // -1 for what is none. No field is as great as a million.
    private static int Number(ReadOnlySpan<byte> token)
    {
        int number = token.IsEmpty || token.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? -1 : 0;
        for (int i = 0; number >= 0 && i < token.Length; i++)
        {
            number = Math.Min((number * 10) + (token[i] - '0'), 1_000_000);
        }

        return number;
    }
}
