using System.Runtime.InteropServices;

namespace Cloakroom.Cookies;

/// <summary>
/// Compares how a request arrived with the public address. What proxies say in <c>X-Forwarded-*</c> is read for this diagnosis alone: it
/// decides nothing.
/// </summary>
internal static class Arrival
{
    private const int MaxShown = 100;

    /// <summary>How a request arrived.</summary>
    /// <param name="Scheme">The scheme of the connection.</param>
    /// <param name="Host">The Host header.</param>
    /// <param name="ToldScheme">The first value of X-Forwarded-Proto; empty when there is none.</param>
    /// <param name="ToldHost">The first value of X-Forwarded-Host; empty when there is none.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Signs(string Scheme, string Host, string ToldScheme, string ToldHost);

    /// <summary>Whether all is as it should be, seen without effort; false says nothing.</summary>
    public static bool IsPlain(PublicOrigin origin, in Signs signs) =>
        (signs.ToldScheme.Length > 0 ? signs.ToldScheme : signs.Scheme) == origin.Url.Scheme
        && origin.Serialized.AsSpan(origin.IsHttps ? "https://".Length : "http://".Length).SequenceEqual(signs.ToldHost.Length > 0 ? signs.ToldHost : signs.Host);

    /// <summary>What contradicts the public address; none for nearly every request.</summary>
    public static Contradictions Compare(PublicOrigin origin, in Signs signs)
    {
        string scheme = signs.ToldScheme.Length > 0 ? signs.ToldScheme : signs.Scheme;
        Contradictions found = scheme.Equals(origin.Url.Scheme, StringComparison.OrdinalIgnoreCase) ? Contradictions.None
            : !origin.IsHttps ? Contradictions.HttpsWhereHttpIsPublic
            : signs.ToldScheme.Length > 0 ? Contradictions.VisitorCameByHttp
            : Contradictions.NobodySaysHttps;
        return Authority(signs.ToldHost.Length > 0 ? signs.ToldHost : signs.Host, origin) ? found
            : found | (signs.ToldHost.Length > 0 ? Contradictions.VisitorUsesOtherHost : Contradictions.OtherHost);
    }

    /// <summary>One line about one contradiction, with the way out for each proxy.</summary>
    public static string Explain(Contradictions one, PublicOrigin origin, in Signs signs)
    {
        string address = origin.Serialized, host = Shown(signs.ToldHost.Length > 0 ? signs.ToldHost : signs.Host);
        return one switch
        {
            Contradictions.NobodySaysHttps =>
                $"it came over plain http, and no X-Forwarded-Proto says that a proxy took https off. Behind a proxy, let it say so: nginx: proxy_set_header X-Forwarded-Proto $scheme; "
                + $"Caddy and Traefik: they do by themselves, so check that the request went through them. Without a proxy, no browser keeps the Secure cookie here: open {address}",
            Contradictions.VisitorCameByHttp =>
                "the proxy says that the visitor came by http, where browsers neither keep nor send a Secure cookie. Send visitors on to https: "
                + $"nginx: in the server block of port 80, return 301 {address}$request_uri; Caddy: write the site address without http://, and it redirects by itself; "
                + "Traefik: entryPoints.web.http.redirections.entryPoint.to=websecure",
            Contradictions.HttpsWhereHttpIsPublic =>
                $"it came by https, so the cookie could be Secure and have the prefix __Host-, and is not. Set PublicUrl to https://{host}; the proxies need no change "
                + "(nginx: proxy_set_header X-Forwarded-Proto $scheme; stays; Caddy and Traefik as they are)",
            Contradictions.OtherHost =>
                $"it came for the host {host}. If people open {address}, let the proxy pass the host on: nginx: proxy_set_header Host $http_host; "
                + "Caddy: it does by itself, so take out header_up Host; Traefik: passHostHeader: true. If people open "
                + $"{(origin.IsHttps || !IsHere(host) ? "https" : "http")}://{host}, set PublicUrl to that",
            _ =>
                $"the proxy says that the visitor opened the host {host}, for which no session cookie is sent or set here. Set PublicUrl to that host, or send visitors on: "
                + $"nginx: return 301 {address}$request_uri; Caddy: redir {address}{{uri}}; Traefik: the middleware redirectRegex with replacement {address}/$1",
        };
    }

    // Ports do not matter to cookies, and a proxy often leaves the port out ($host of nginx); one that is written must be the right one.
    private static bool Authority(string host, PublicOrigin origin)
    {
        Uri url = origin.Url;
        return Uri.TryCreate($"{url.Scheme}://{host}", UriKind.Absolute, out Uri? called)
            && called.IdnHost.Equals(url.IdnHost, StringComparison.OrdinalIgnoreCase)
            && (called.Port == url.Port || !HasPort(host));
    }

    // Anywhere else a public address is https.
    private static bool IsHere(string host) => Uri.TryCreate($"http://{host}", UriKind.Absolute, out Uri? url) && PublicOrigin.IsLoopback(url.IdnHost);

    private static bool HasPort(string host) => host.LastIndexOf(':') > host.LastIndexOf(']');

    // Somebody else wrote it: a log line stays one line.
    private static string Shown(string host)
    {
        string text = host.Length > MaxShown ? host[..MaxShown] + "…" : host;
        return string.Concat(text.Select(c => c is > ' ' and <= '~' ? c : '?'));
    }
}

/// <summary>Ways in which a request contradicts the public address.</summary>
[Flags]
internal enum Contradictions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Plain http for an https address, and no proxy says more.</summary>
    NobodySaysHttps = 1,

    /// <summary>A proxy says http for an https address.</summary>
    VisitorCameByHttp = 2,

    /// <summary>https for an http address.</summary>
    HttpsWhereHttpIsPublic = 4,

    /// <summary>Another Host, and no proxy says more.</summary>
    OtherHost = 8,

    /// <summary>A proxy says another host.</summary>
    VisitorUsesOtherHost = 16,
}
