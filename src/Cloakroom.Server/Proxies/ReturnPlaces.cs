using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Cloakroom.Cookies;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Proxies;

/// <summary>
/// Where a login may lead back to: a path of the host that it happens on, or an address on one of <c>ReturnHosts</c>. Those are compared
/// octet by octet with what stands in the address, so that no second reader can take it for another host.
/// </summary>
internal sealed class ReturnPlaces(ServerOptions options, Deployment deployment)
{
    private readonly FrozenSet<string> _hosts = options.ReturnHosts.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The origins of the hosts, for a browser that follows a form there.</summary>
    public IEnumerable<string> Origins => _hosts.Order(StringComparer.Ordinal).Select(h => $"{Scheme}://{h}");

    /// <summary>The scheme of all of them: that of the public address.</summary>
    public string Scheme => deployment.Origin.IsHttps ? "https" : "http";

    /// <summary>The place, or the front page where it is none to go to.</summary>
    public string OrRoot(string? place) => IsAllowed(place) ? place : "/";

    public bool IsAllowed([NotNullWhen(true)] string? place) => LocalPath.IsLocal(place) || IsListed(place);

    /// <summary>Whether people may be sent to this origin by name.</summary>
    public bool Knows(string origin) => origin == deployment.Origin.Serialized || Origins.Contains(origin, StringComparer.Ordinal);

    /// <summary>Whether it is an address on one of the hosts, and the cookie of this one is not sent there: cookies know no ports, but hosts.</summary>
    public bool IsElsewhere([NotNullWhen(true)] string? place) =>
        IsListed(place) && place.IndexOf('/', Scheme.Length + 3) > 0 && new Uri(place).IdnHost != deployment.Origin.Url.IdnHost;

    private bool IsListed([NotNullWhen(true)] string? place)
    {
        string prefix = $"{Scheme}://";
        if (place is null || _hosts.Count == 0 || !place.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        int slash = place.IndexOf('/', prefix.Length);
        string host = slash < 0 ? place[prefix.Length..] : place[prefix.Length..slash];
        return _hosts.Contains(host)
            && (slash < 0 || (LocalPath.IsLocal(place[slash..]) && !place.Contains('#', StringComparison.Ordinal)))
            // A second opinion, of the parser that everything else here uses.
            && Uri.TryCreate(place, UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0 && HostName.TryParse(url, out HostName name)
            && (host == name.Text || host == $"{name.Text}:{url.Port}");
    }
}
