using System.Net;
using System.Net.Sockets;
using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Pages.Account;

/// <summary>
/// Where a login came from, as far as its address tells without asking anybody: the network, not the person's exact address, which says no
/// more to its owner and too much to whoever looks over their shoulder.
/// </summary>
internal static class Place
{
    /// <summary>In words; empty when nothing is known.</summary>
    public static string Of(string? address)
    {
        if (!IPAddress.TryParse(address, out IPAddress? ip))
        {
            return "";
        }

        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        byte[] bytes = ip.GetAddressBytes();
        return IPAddress.IsLoopback(ip) ? Texts.Say("This computer")
            : IsPrivate(ip, bytes) ? Texts.Say("Local network")
            : ip.AddressFamily == AddressFamily.InterNetwork ? $"{bytes[0]}.{bytes[1]}.{bytes[2]}.x"
            // A household has a /48 to a /64 of its own.
            : $"{Hex(bytes, 0)}:{Hex(bytes, 2)}:{Hex(bytes, 4)}::x";
    }

    // RFC 1918, RFC 6598, RFC 3927; RFC 4193, RFC 4291 2.5.6.
    private static bool IsPrivate(IPAddress ip, byte[] bytes) => ip.AddressFamily == AddressFamily.InterNetwork
        ? bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128) || (bytes[0] == 169 && bytes[1] == 254)
        : ip.IsIPv6UniqueLocal || ip.IsIPv6LinkLocal;

    private static string Hex(byte[] bytes, int at) => ((bytes[at] << 8) | bytes[at + 1]).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
}
