using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cloakroom.Server.Throttling;

/// <summary>
/// Where a request comes from, as far as tries are counted by it: this is the one place that says so. It is the peer of the connection; no
/// header is believed, since whoever may choose what he is counted by is not counted (CVE-2023-41338 class).
/// </summary>
internal sealed class ClientAddress
{
    // A subscriber has a whole network of IPv6 and may use all of it (RFC 6177 2).
    private const int NetworkBytes = 8;

    private readonly byte[] _digest;

    private ClientAddress(ReadOnlySpan<byte> counted) => _digest = SHA256.HashData(counted)[..16];

    public static ClientAddress Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>IPv4 as it is, in IPv6 too (RFC 4291 2.5.5.2); of IPv6 the first 64 bits. Null is a connection without an address, such as a Unix socket.</summary>
    public static ClientAddress Of(IPAddress? peer)
    {
        if (peer is null)
        {
            return new([]);
        }

        byte[] bytes = (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).GetAddressBytes();
        return new(peer.AddressFamily == AddressFamily.InterNetworkV6 && bytes.Length > NetworkBytes ? bytes.AsSpan(0, NetworkBytes) : bytes);
    }

    /// <summary>What is kept of it.</summary>
    public byte[] Digest() => _digest;

    /// <summary>Prints no address.</summary>
    public override string ToString() => "ClientAddress";
}
