using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// A host as browsers write it (WHATWG URL 3.5; RFC 6265bis 5.1.2 "canonicalized host name"): ASCII, lower case, names outside ASCII as
/// A-labels, an IPv4 address with four decimal numbers, an IPv6 address in brackets. Equal hosts have equal texts.
/// </summary>
public readonly record struct HostName
{
    // WHATWG URL 3.2 "forbidden domain code point"; space and the controls below it are checked by value.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("#%/:<>?@[\\]^|\x7f");
    private static readonly SearchValues<char> Dots = SearchValues.Create(".\u3002\uff0e\uff61");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    private readonly string? _text;

    private HostName(string text, bool isAddress) => (_text, IsAddress) = (text, isAddress);

    /// <summary>The text. A dot at the end of a name is kept: for browsers <c>app.example.</c> is another host than <c>app.example</c>.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether it is an IP address: it has no domain above it, and nothing below.</summary>
    public bool IsAddress { get; }

    /// <summary>Reads a host in any spelling that browsers accept; an IPv6 address with or without its brackets.</summary>
    /// <returns>False when it is empty or no browser would take it for a host.</returns>
    public static bool TryParse(string text, out HostName host)
    {
        ArgumentNullException.ThrowIfNull(text);
        host = default;
        if (text.Length == 0)
        {
            return false;
        }

        if (text[0] == '[' || text.Contains(':', StringComparison.Ordinal))
        {
            return TryIPv6(text, out host);
        }

        if (!TryLower(text, out string lower) || lower.Length == 0 || lower.AsSpan().ContainsAny(Forbidden) || lower.AsSpan().ContainsAnyInRange('\0', ' '))
        {
            return false;
        }

        if (EndsInNumber(lower))
        {
            return TryIPv4(lower, out host);
        }

        host = new(lower, isAddress: false);
        return true;
    }

    /// <summary>Reads the host of an address.</summary>
    /// <returns>False when it has none.</returns>
    public static bool TryParse(Uri url, out HostName host)
    {
        ArgumentNullException.ThrowIfNull(url);
        host = default;
        return url.IsAbsoluteUri && TryParse(url.IdnHost, out host);
    }

    /// <summary>Whether a host of this canonical form is an IP address.</summary>
    public static bool IsAddressText(ReadOnlySpan<char> host) => !host.IsEmpty && (host[0] == '[' || EndsInNumber(host));

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>Where the last labels of a name begin, whichever of the four dots of IDNA separate them; a dot at the end is no label.</summary>
    internal static int StartOfLastLabels(ReadOnlySpan<char> name, int count)
    {
        int end = name.Length > 0 && Dots.Contains(name[^1]) ? name.Length - 1 : name.Length;
        while (count-- > 0 && end >= 0)
        {
            end = name[..end].LastIndexOfAny(Dots);
        }

        return end + 1;
    }

    private static bool TryLower(string text, out string lower)
    {
        // Returns the same string when nothing is to be done.
        lower = text.ToLowerInvariant();
        if (Ascii.IsValid(lower))
        {
            return true;
        }

        try
        {
            lower = Idn.GetAscii(lower).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            // The framework has no way to ask first.
            return false;
        }
    }

    // WHATWG URL 3.5 "ends in a number checker".
    private static bool EndsInNumber(ReadOnlySpan<char> host)
    {
        ReadOnlySpan<char> name = host[^1] == '.' ? host[..^1] : host;
        ReadOnlySpan<char> last = name[(name.LastIndexOf('.') + 1)..];
        return !last.IsEmpty
            && (!last.ContainsAnyExceptInRange('0', '9') || (last.StartsWith("0x") && !last[2..].ContainsAnyExcept(HexDigits)));
    }

    private static bool TryIPv4(string text, out HostName host)
    {
        host = default;
        if (!IPAddress.TryParse(text.EndsWith('.') ? text.AsSpan(..^1) : text, out IPAddress? address)
            || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        host = new(address.ToString(), isAddress: true);
        return true;
    }

    private static bool TryIPv6(string text, out HostName host)
    {
        host = default;
        bool opens = text[0] == '[', closes = text[^1] == ']';
        ReadOnlySpan<char> inside = opens && closes ? text.AsSpan(1..^1) : text;
        if (opens != closes || inside.Contains('[') || inside.Contains('%')
            || !IPAddress.TryParse(inside, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        host = new($"[{Hexadecimal(address)}]", isAddress: true);
        return true;
    }

    // Browsers write all eight groups in hexadecimal (WHATWG URL 3.6); the framework writes the last two of some addresses in decimal.
    private static string Hexadecimal(IPAddress address)
    {
        string text = address.ToString();
        if (!text.Contains('.', StringComparison.Ordinal))
        {
            return text;
        }

        byte[] bytes = address.GetAddressBytes();
        return $"{text[..(text.LastIndexOf(':') + 1)]}{(bytes[12] << 8) | bytes[13]:x}:{(bytes[14] << 8) | bytes[15]:x}";
    }
}
