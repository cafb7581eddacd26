using System.Net;
using System.Net.Sockets;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Connections.Features;

namespace Cloakroom.Server.Proxies;

/// <summary>
/// Whether the other end of the connection is a proxy that <c>TrustedProxies</c> lists, by its address or by the word for a Unix socket. Asked before the address of the client takes the
/// place of the proxy's; nothing that a request says has an influence on it.
/// </summary>
internal sealed class ProxyPeer
{
    /// <summary>Who connects over a Unix socket, in the settings and in the log: there are no addresses on one.</summary>
    public const string UnixSocket = "unix";

    private static readonly ProxyPeer Trusted = new();

    private ProxyPeer()
    {
    }

    /// <summary>Whether this request was brought by a proxy that is believed.</summary>
    public static bool IsTrusted(HttpContext context) => context.Features[typeof(ProxyPeer)] is not null;

    /// <summary>Notes it, at the very beginning.</summary>
    public static bool Look(HttpContext context, ServerOptions options)
    {
        bool isTrusted = context.Connection.RemoteIpAddress is { } peer ? IsListed(options.TrustedProxies, peer) : options.TrustsUnixSocket && IsOnUnixSocket(context);
        if (isTrusted)
        {
            context.Features[typeof(ProxyPeer)] = Trusted;
        }

        return isTrusted;
    }

    /// <summary>The other end of a connection, for the log.</summary>
    public static string NameOf(HttpContext context) =>
        context.Connection.RemoteIpAddress?.ToString() ?? (IsOnUnixSocket(context) ? UnixSocket : "unknown");

    public static bool IsListed(List<IPNetwork> networks, IPAddress peer)
    {
        // A socket for both families shows an IPv4 peer as an IPv6 address.
        IPAddress address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        foreach (IPNetwork network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    // By the socket itself: that somebody has no address could have other reasons.
    private static bool IsOnUnixSocket(HttpContext context) =>
        (context.Features[typeof(IConnectionSocketFeature)] as IConnectionSocketFeature)?.Socket.AddressFamily == AddressFamily.Unix;
}
