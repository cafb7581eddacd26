using System.Globalization;
using System.Text;

namespace Cloakroom.Testing;

/// <summary>Reads one Set-Cookie line as a browser does (RFC 6265bis 5.6). Numbers are the steps there.</summary>
internal static class SetCookieLine
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);
    private static readonly string[] DateForms =
        ["r", "ddd, dd-MMM-yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    public static BrowserCookie? Read(string line, Uri url, DateTimeOffset now)
    {
        // 1. A control character makes the whole line void.
        if (line.Any(c => (c < ' ' && c != '\t') || c == '\u007f'))
        {
            return null;
        }

        // 2 to 5. Name and value; without "=" all of it is the value.
        string[] parts = line.Split(';');
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : Trim(parts[0][..equals]), value = Trim(parts[0][(equals + 1)..]);
        if (Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) > 4096 || name.Length + value.Length == 0)
        {
            return null;
        }

        var cookie = new BrowserCookie { Name = name, Value = value, Domain = BrowserCookie.Host(url), HostOnly = true, Path = DefaultPath(url) };
        DateTimeOffset? expires = null, maxAge = null;
        string domain = "";
        foreach (string part in parts.Skip(1))
        {
            equals = part.IndexOf('=', StringComparison.Ordinal);
            string attribute = Trim(equals < 0 ? part : part[..equals]), text = equals < 0 ? "" : Trim(part[(equals + 1)..]);
            if (text.Length > 1024)
            {
                continue;
            }

            // The last of several attributes of one name counts (5.7).
            switch (attribute.ToUpperInvariant())
            {
                case "EXPIRES":
                    expires = Date(text) ?? expires;
                    break;
                case "MAX-AGE":
                    maxAge = MaxAge(text, now) ?? maxAge;
                    break;
                case "DOMAIN":
                    domain = (text.StartsWith('.') ? text[1..] : text).ToLowerInvariant();
                    break;
                case "PATH":
                    cookie = cookie with { Path = text.StartsWith('/') ? text : DefaultPath(url) };
                    break;
                case "SECURE":
                    cookie = cookie with { Secure = true };
                    break;
                case "HTTPONLY":
                    cookie = cookie with { HttpOnly = true };
                    break;
                case "SAMESITE":
                    cookie = cookie with { SameSite = Array.Find(["Strict", "Lax", "None"], s => s.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? "" };
                    break;
            }
        }

        // 5.5: nothing is kept longer than 400 days.
        DateTimeOffset? end = maxAge ?? expires;
        cookie = cookie with { ExpiresAt = end > now + Longest ? now + Longest : end };
        return InDomain(cookie, domain);
    }

    // 5.7, steps on the Domain attribute. A name without a dot stands for a public suffix: good for exactly that host.
    private static BrowserCookie? InDomain(BrowserCookie cookie, string domain) =>
        domain.Length == 0 || (domain == cookie.Domain && !domain.Contains('.', StringComparison.Ordinal)) ? cookie
        : domain.Contains('.', StringComparison.Ordinal) && BrowserCookie.DomainMatches(cookie.Domain, domain) ? cookie with { Domain = domain, HostOnly = false }
        : null;

    // 5.1.4
    private static string DefaultPath(Uri url) => url.AbsolutePath.LastIndexOf('/') is > 0 and var last ? url.AbsolutePath[..last] : "/";

    // 5.6.2
    private static DateTimeOffset? MaxAge(string text, DateTimeOffset now)
    {
        string digits = text.StartsWith('-') ? text[1..] : text;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        return text.StartsWith('-') || digits.All(c => c == '0') ? DateTimeOffset.MinValue
            : now + (digits.Length < 10 ? TimeSpan.FromSeconds(int.Parse(digits, CultureInfo.InvariantCulture)) : Longest);
    }

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    private static string Trim(string text) => text.Trim(' ', '\t');
}
