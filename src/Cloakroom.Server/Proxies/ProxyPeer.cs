using System.Net;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Proxies;

/// <summary>
/// Whether the other end of the connection is a proxy that <c>TrustedProxies</c> lists. Asked before the address of the client takes the
/// place of the proxy's; nothing that a request says has an influence on it.
/// </summary>
internal sealed class ProxyPeer
{
    private ProxyPeer()
    {
    }

    /// <summary>Whether this request was brought by a proxy that is believed.</summary>
    public static bool IsTrusted(HttpContext context) => context.Features.Get<ProxyPeer>() is not null;

    /// <summary>Notes it, at the very beginning.</summary>
    public static void Look(HttpContext context, ServerOptions options)
    {
        if (context.Connection.RemoteIpAddress is { } peer && IsListed(options.TrustedProxies, peer))
        {
            context.Features.Set(new ProxyPeer());
        }
    }

    private static bool IsListed(List<IPNetwork> networks, IPAddress peer)
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
}
