using System.Globalization;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Makes cookie dates: of all times, in all spellings, and things that are none. Nothing expires during a script.</summary>
internal sealed class Dates(Numbers numbers, DateTimeOffset now)
{
    public string Next()
    {
        DateTimeOffset time = numbers.Below(10) switch
        {
            0 or 1 => now.AddDays(-1 - numbers.Below(4000)),
            2 => new DateTimeOffset(numbers.Of(1601, 1602, 1969, 1970, 1899), 1 + numbers.Below(12), 1 + numbers.Below(28), 0, 0, 1, TimeSpan.Zero),
            3 => new DateTimeOffset(numbers.Of(2069, 2070, 2099, 2500, 9999), 1 + numbers.Below(12), 1 + numbers.Below(28), 23, 59, 59, TimeSpan.Zero),
            4 => now.AddDays(398 + numbers.Below(5)),
            _ => now.AddDays(1 + numbers.Below(390)).AddSeconds(numbers.Below(86_400)),
        };
        string format = numbers.Of(
            "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd, dd-MMM-yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy",
            "d MMM yyyy HH:mm:ss", "yyyy MMM d HH:mm:ss", "HH:mm:ss MMM d yyyy", "H:m:s d MMMM yyyy", "dd/MMM/yyyy HH:mm:ss", "ddd, dd MMM yyyy HH:mm:ss '+0200'", "d MMM yyyy HH:mm:ss 'PST'",
            "dd MMM yyyy HH:mm:ss.fff", "dd'th' MMM yyyy HH:mm:ss", "MMM dd, yyyy, HH:mm:ss", "dd MMM yyyy HH:mm", "dd MM yyyy HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "dd MMM HH:mm:ss", "MMM yyyy HH:mm:ss",
            "dd MMM yyyy", "dd;MMM yyyy HH:mm:ss", "\"ddd, dd MMM yyyy HH:mm:ss 'GMT'\"", "dd MMM yyyyy HH:mm:ss", "ddd dd MMM HH:mm:ss yy", "dd MMM yyyy hh:mm:ss tt");
        string date = time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
        return numbers.Below(12) switch
        {
            0 => date.ToUpper(CultureInfo.InvariantCulture),
            1 => date.Replace(":", numbers.Of(".", "::", ": ", "-"), StringComparison.Ordinal),
            2 => date.Replace(" ", numbers.Of("  ", ",", "_", "/", "@", "\t", "x", "+"), StringComparison.Ordinal),
            3 => $"{numbers.Of("x", "1 ", "31 ", "Jan ", "99 ", "00:00:00 ", "24:00:00 ", "1970 ")}{date}",
            4 => date.Replace(time.UtcDateTime.ToString("HH", CultureInfo.InvariantCulture) + ":", numbers.Of("24:", "7:", "007:", "99:"), StringComparison.Ordinal),
            5 => numbers.Of("", "0", "-1", "never", "Thu, 01 Jan 1970 00:00:00 GMT", "1 Jan 1600 00:00:00", "31 Feb 2031 00:00:00", "29 Feb 2031 00:00:00", "0 Jan 2031 00:00:00", "32 Jan 2031 00:00:00",
                "1 Jan 2031 00:60:00", "1 Jan 2031 00:00:60", "1 Jan 0 00:00:00", "1 Jan 031 00:00:00", "1 Jan 10000 00:00:00", "1 Janet 2031 1:2:3x", "1a Jan 2031b 1:2:3", "Sun, 06 Nov 2093 08:49:37 GMT"),
            _ => date,
        };
    }
}
