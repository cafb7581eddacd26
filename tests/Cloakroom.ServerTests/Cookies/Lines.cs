using System.Globalization;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Makes Set-Cookie lines: good, odd, hostile.</summary>
internal sealed class Lines(Numbers numbers, DateTimeOffset now)
{
    private static readonly string[] Names =
    [
        "A", "sid", "__Secure-s", "__Host-h", "__Secure-s", "__Host-h", "__host-h", "__SECURE-s", "__Http-p", "__Host-Http-q", "__hOST-hTTP-q",
        "__Host", "_", "a b", "\"a\"", "a,b", "a\tb", "\u00e9", "\u00c3\u00a9", "$Version", "a@", "[", "path", "__Secure-", "__Host-",
    ];

    private static readonly string[] Oddities =
    [
        "", "", " ", "\"q\"", "\"q", "a=b", "=", "x y", "a,b", "v\tw", "\u00c3\u00a9", "{\"j\":1}", "__Host-x=1", "__Secure-x", "%00", "\\", "__http-x=1", "'",
    ];

    // What is good enough for the whole host, for frames, for other sites.
    private static readonly string[] Ends =
    [
        "; Path=/", "; Path=/; Secure", "; Path=/; Secure; HttpOnly", "; Path=/; SameSite=Lax", "; Path=/; SameSite=Lax", "; Path=/; SameSite=Strict",
        "; Path=/; Secure; SameSite=None", "; Path=/; Secure; SameSite=None", "; Path=/; Secure; SameSite=None; Partitioned", "; Secure; SameSite=None; Partitioned",
    ];

    // Few, so that cookies meet others of their name.
    private readonly string[] _names = ["a", "a", "a", "b", numbers.Of(Names), numbers.Of(Names), numbers.Of(Names), numbers.Of(Names)];

    private int _count;

    /// <summary>A line for the host that sets it.</summary>
    public string Next(string host, bool byScript)
    {
        string line = Pair();
        int attributes = numbers.Of(0, 0, 1, 2, 3, 4, 5);
        for (int i = 0; i < attributes; i++)
        {
            line += numbers.Of(";", "; ", "; ", "; ", " ; ", ";;", ";\t") + Attribute(host);
        }

        line += numbers.Chance(45) ? numbers.Of(Ends) : "";

        // Long ones fill a partition, of which Chromium keeps 10 KiB.
        line = line.Length > 1000 ? line.Replace("partitioned", "p", StringComparison.OrdinalIgnoreCase) : line;
        return byScript && numbers.Chance(8) ? line.Insert(numbers.Below(line.Length + 1), numbers.Of("\0", "\n", "\r", "\x01", "\x1f", "\x7f", "\r\n", "\u20ac", "\u00e9")) : line.Trim(' ', '\t');
    }

    private string Pair()
    {
        string value = numbers.Chance(70) ? $"v{++_count}" : numbers.Of(Oddities);
        string name = numbers.Of(_names);
        return numbers.Below(40) switch
        {
            0 => value,
            1 => $"={value}",
            2 => name,
            3 => $" {name} = {value} ",
            4 => $"{name}\t=\t{value}",
            5 => $"{name}={new string('v', 4096 - name.Length - numbers.Below(3))}",
            6 => $"{name}={new string('v', 4097 - name.Length + numbers.Below(2))}",
            7 => $"{new string('n', numbers.Of(4094, 4095, 4096))}={numbers.Of("", "1", "12")}",
            8 => $"{name}=={value}",
            _ => $"{name}={value}",
        };
    }

    private string Attribute(string host) => numbers.Below(20) switch
    {
        0 or 1 or 2 or 3 => Spelled("Domain", Domain(host)),
        4 or 5 or 6 => Spelled("Path", numbers.Of(
            "/", "/", "/", "", "a", "/a", "/a", "/a/", "/a/b", "/A", "/%61", "/a%2Fb", "/ab", "//", "/a//b", "/a/../b", "/a?b", "\"/\"", "/\u00c3\u00a9", "/%C3%A9", "/ a", "/a=b", $"/{new string('p', numbers.Of(1022, 1023, 1024))}")),
        7 or 8 or 9 => numbers.Of("Secure", "Secure", "Secure", "secure", "SECURE=", "Secure=false", " Secure\t", "Secur", "Secure;Secure"),
        10 => numbers.Of("HttpOnly", "HttpOnly", "httponly=", "HTTPONLY=no", "Http-Only"),
        11 => Spelled("Max-Age", MaxAge()),
        12 or 13 => Spelled("Expires", new Dates(numbers, now).Next()),
        14 or 15 or 16 => Spelled("SameSite", numbers.Of("Strict", "Strict", "Lax", "Lax", "None", "None", "none", "LAX", "strict", "", "Default", "Nonee", "\"Lax\"", "Strict,Lax")),
        17 or 18 => numbers.Of("Partitioned", "partitioned", "Partitioned=no", "Secure; Partitioned"),
        _ => numbers.Of("Priority=High", "Version=1", "foo", "=", "=bar", "", "Comment=\"a\"", "Expires", "Domain", "Path", "Max-Age", "SameSite"),
    };

    private string Spelled(string name, string value) =>
        numbers.Of(name, name, name, name.ToLower(CultureInfo.InvariantCulture), name.ToUpper(CultureInfo.InvariantCulture))
        + numbers.Of("=", "=", "=", " = ", "=\t") + value;

    private string Domain(string host)
    {
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        string parent = host[(dot + 1)..], last = host[(host.LastIndexOf('.') + 1)..];
        return numbers.Of(
            host, host, $".{host}", parent, parent, $".{parent}", parent[(parent.IndexOf('.', StringComparison.Ordinal) + 1)..], last, $"b.{host}",
            host.ToUpper(CultureInfo.InvariantCulture), $"{host}.", "", ".", "..", $"..{host}", "example.test", "other.test", "azurewebsites.net", "co.uk",
            "localhost", "127.0.0.1", "0.0.1", "com", $"{host}:443", $"*.{parent}", $"https://{host}", $"{host}/", $"x{host}", $"\"{host}\"", host[1..],
            "\u00c3\u00a9.test", "xn--bcher-kva.test", $"{host} {host}", $"a..{host}", $"{new string('d', 1030)}.test", "[::1]", "test");
    }

    private string MaxAge() => numbers.Of(
        "0", "-1", "3600", "3600", "86400", "34560000", "34560001", "99999999999", "9223372036854775807", "9223372036854775808", new string('9', 40), "-99999999999999999999",
        "+3600", "3600.5", "1e5", "", "x", "0x10", "00", "-0", "007200", "--5", "- 5", "\"3600\"", "36 00", "-", "3600s");
}
