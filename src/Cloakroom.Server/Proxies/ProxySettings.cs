using System.Net;
using Cloakroom.Server.Settings;
using Cloakroom.Settings;

namespace Cloakroom.Server.Proxies;

/// <summary>The settings about what stands in front: proxies that are believed, and hosts behind them.</summary>
internal static class ProxySettings
{
    public static readonly IReadOnlyList<Setting<ServerOptions>> Table =
    [
        new("TrustedProxies", "", "addresses such as 127.0.0.1, networks such as 10.1.0.0/16, or unix, separated by commas",
            "Proxies in front that are believed: X-Forwarded-For from them tells the address of the client, and only they may ask /auth/verify about requests to others. The word unix is whoever connects over a Unix socket that the server listens on.",
            (o, v) => TryEach(v, t => TryProxy(t, o))) { IsList = true },
        new("ReturnHosts", "", "hosts as app.example.com or localhost:8080, separated by commas",
            "Further hosts that a login may lead back to, with the scheme of PublicUrl. The own host needs no entry.",
            (o, v) => TryEach(v, t => TryHost(t, o.ReturnHosts))) { IsList = true },
    ];

    private static bool TryEach(string text, Func<string, bool> tryOne) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(tryOne);

    private static bool TryProxy(string text, ServerOptions options)
    {
        if (text != ProxyPeer.UnixSocket)
        {
            return TryNetwork(text, options.TrustedProxies);
        }

        options.TrustsUnixSocket = true;
        return true;
    }

    private static bool TryNetwork(string text, List<IPNetwork> networks)
    {
        IPNetwork network = default;
        bool isOne = IPAddress.TryParse(text, out IPAddress? address);
        if (address is not null)
        {
            network = new(address, address.GetAddressBytes().Length * 8);
        }
        else if (!IPNetwork.TryParse(text, out network) || network.PrefixLength == 0)
        {
            // Everybody is no proxy: each client could then say that it is another.
            return false;
        }

        networks.Add(network);
        return isOne || network.PrefixLength > 0;
    }

    private static bool TryHost(string text, List<string> hosts)
    {
        // What a browser would make of it must be what is written: no path, no user, no spelling that it changes.
        string host = text.ToLowerInvariant();
        bool isHost = Uri.TryCreate($"https://{host}/", UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0 && url.PathAndQuery == "/" && url.Fragment.Length == 0
            && (url.Authority == host || host == $"{url.Host}:443") && url.IdnHost == url.Host && !url.Host.EndsWith('.');
        if (isHost)
        {
            hosts.Add(host);
        }

        return isHost;
    }
}
