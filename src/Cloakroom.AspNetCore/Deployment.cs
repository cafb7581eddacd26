using System.Net;
using Cloakroom.Cookies;
using Cloakroom.Csrf;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cloakroom;

/// <summary>
/// What follows from the public address: the cookie, the origin check, and what pages of other origins need. Fixed once, before the first request, from settings or from the
/// listening addresses; a request never has a say (promise R5).
/// </summary>
internal sealed class Deployment(CloakroomOptions options, IServer server)
{
    /// <summary>How the address of a Unix socket begins, in Kestrel's form.</summary>
    internal const string UnixSocket = "http://unix:/";

    private Parts? _parts;

    public SessionCookie Cookie => Get().Cookie;

    /// <summary>The access token of the carrier <c>jwt-cookie</c>. It lives as long as the session may, so that a late one can be told from none.</summary>
    public SessionCookie AccessCookie => Get().Access;

    /// <summary>The refresh token of the carrier <c>jwt-cookie</c>.</summary>
    public SessionCookie RefreshCookie => Get().Refresh;

    public PublicOrigin Origin => Get().Origin;

    public CrossOriginPolicy CrossOrigin => Get().CrossOrigin;

    public Topology Topology => Get().Topology;

    public Frontends Frontends => Get().Frontends;

    /// <summary>The public address that a list of listening addresses amounts to; null with the problem in one sentence.</summary>
    internal static PublicOrigin? Derive(ICollection<string> addresses, out string problem)
    {
        problem = "";
        // A Unix socket is for a proxy, and no browser gets there.
        string[] open = [.. addresses.Where(a => !a.StartsWith(UnixSocket, StringComparison.OrdinalIgnoreCase))];
        addresses = open.Length > 0 ? open : addresses;
        // The in-memory test server has no addresses.
        string chosen = addresses.FirstOrDefault(a => a.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            ?? addresses.FirstOrDefault(a => !PublicOrigin.TryCreate(a, out _, out _))
            ?? addresses.FirstOrDefault() ?? "http://localhost";
        if (PublicOrigin.TryCreate(chosen, out PublicOrigin? origin, out _) && !IsEveryAddress(origin.Url))
        {
            return origin;
        }

        problem = $"Cloakroom:PublicUrl is not set and the application listens on {chosen}, which does not tell under which address browsers "
            + "reach it; set it, for example to https://app.example, or listen on http://localhost for trying out.";
        return null;
    }

    // 0.0.0.0 and [::] say where to listen; no browser goes there.
    private static bool IsEveryAddress(Uri url) =>
        IPAddress.TryParse(url.IdnHost, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    private Parts Get() => _parts ??= Resolve();

    private Parts Resolve()
    {
        string problem = "";
        PublicOrigin? origin = options.PublicUrl is { } url
            ? PublicOrigin.TryCreate(url, out PublicOrigin? set, out problem) ? set : null
            : Derive(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], out problem);
        if (origin is null)
        {
            throw new InvalidOperationException(problem);
        }

        // Settings with a public address were checked when they were read; without one it is known only now.
        Topology topology = options.TopologyOf(origin);
        return topology.Findings.FirstOrDefault(f => f.Severity == TopologySeverity.Refusal) is { } impossible
            ? throw new InvalidOperationException($"Cloakroom:{impossible.Sentence}")
            : new(
                origin, SessionCookie.For(origin, options.Session.Absolute, options.SameSite),
                SessionCookie.Named("access_token", origin, options.Token.RefreshAbsolute, SameSite.Strict),
                SessionCookie.Named("refresh_token", origin, options.Token.RefreshAbsolute, SameSite.Strict), new CrossOriginPolicy(origin, options.CsrfOrigins),
                topology, new Frontends(topology));
    }

    private sealed record Parts(
        PublicOrigin Origin, SessionCookie Cookie, SessionCookie Access, SessionCookie Refresh, CrossOriginPolicy CrossOrigin, Topology Topology, Frontends Frontends);
}
