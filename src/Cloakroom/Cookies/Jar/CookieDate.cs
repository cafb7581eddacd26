using System.Buffers;

namespace Cloakroom.Cookies;

/// <summary>Cookie dates (5.1.1): forgiving about everything but a day, a month, a year and a time in some order.</summary>
internal static class CookieDate
{
    // delimiter = %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create("\t !\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~"u8);

    private static ReadOnlySpan<byte> Months => "janfebmaraprmayjunjulaugsepoctnovdec"u8;

    /// <summary>The date as ticks, UTC.</summary>
    /// <returns>False when it fails to parse.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        int day = -1, month = -1, year = -1;
        (int Hour, int Minute, int Second) time = (-1, 0, 0);

        // 1. Divide the cookie-date into date-tokens. 2. Process each in the order they appear.
        while (TryTake(ref text, out ReadOnlySpan<byte> token))
        {
            if (time.Hour < 0 && TryTime(token, ref time))
            {
                // 2.1 The time production.
            }
            else if (day < 0 && TryNumber(token, 1, 2, out int number))
            {
                // 2.2 The day-of-month production.
                day = number;
            }
            else if (month < 0 && TryMonth(token, out number))
            {
                // 2.3 The month production.
                month = number;
            }
            else if (year < 0 && TryNumber(token, 2, 4, out number))
            {
                // 2.4 The year production.
                year = number;
            }
        }

        // 3. and 4. Two digits mean 1970 to 2069.
        year += year switch
        {
            >= 70 and <= 99 => 1900,
            >= 0 and <= 69 => 2000,
            _ => 0,
        };

        // 5. Something was not found, or is out of its range. 6. No such date exists.
        if (day < 1 || month < 0 || year < 1601 || time.Hour is < 0 or > 23 || time.Minute > 59 || time.Second > 59
            || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        // 7. Return the parsed-cookie-date.
        ticks = new DateTime(year, month, day, time.Hour, time.Minute, time.Second, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> token)
    {
        int start = text.IndexOfAnyExcept(Delimiters);
        text = start < 0 ? default : text[start..];
        int end = text.IndexOfAny(Delimiters);
        token = end < 0 ? text : text[..end];
        text = text[token.Length..];
        return !token.IsEmpty;
    }

    // time = hms-time [ non-digit *OCTET ]; hms-time = time-field ":" time-field ":" time-field; time-field = 1*2DIGIT
    private static bool TryTime(ReadOnlySpan<byte> token, ref (int Hour, int Minute, int Second) time)
    {
        Span<int> fields = stackalloc int[3];
        for (int i = 0; i < fields.Length; i++)
        {
            int length = Digits(token);
            if (length is 0 or > 2 || (i < 2 && (token.Length == length || token[length] != ':')))
            {
                return false;
            }

            fields[i] = Number(token[..length]);
            token = token[(i < 2 ? length + 1 : length)..];
        }

        time = (fields[0], fields[1], fields[2]);
        return true;
    }

    // day-of-month = 1*2DIGIT [ non-digit *OCTET ]; year = 2*4DIGIT [ non-digit *OCTET ]
    private static bool TryNumber(ReadOnlySpan<byte> token, int least, int most, out int number)
    {
        int length = Digits(token);
        bool fits = length >= least && length <= most;
        number = fits ? Number(token[..length]) : 0;
        return fits;
    }

    // month = ( "jan" / "feb" / ... ) *OCTET, without regard to case
    private static bool TryMonth(ReadOnlySpan<byte> token, out int month)
    {
        for (month = 1; month <= 12; month++)
        {
            if (token.Length >= 3 && System.Text.Ascii.EqualsIgnoreCase(token[..3], Months.Slice((month - 1) * 3, 3)))
            {
                return true;
            }
        }

        return false;
    }

    private static int Digits(ReadOnlySpan<byte> token)
    {
        int length = token.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? token.Length : length;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
