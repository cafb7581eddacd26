namespace Cloakroom.Cookies;

/// <summary>Why the cookie does not travel from the pages of one origin to another, and two ways to bring them together.</summary>
internal static class FrontendDistance
{
    /// <summary>Null when it travels.</summary>
    public static TopologyFinding? Judge(Frontend frontend, PublicOrigin origin, SameSite sameSite, IPublicSuffixes suffixes)
    {
        if (frontend.Relation != FrontendRelation.CrossSite)
        {
            return null;
        }

        PublicOrigin page = frontend.Origin;
        bool pageIsHere = PublicOrigin.IsLoopback(page.Url.IdnHost), originIsHere = PublicOrigin.IsLoopback(origin.Url.IdnHost);
        bool schemeOnly = Site.Of(page.Url, suffixes).IsSchemelesslySame(Site.Of(origin.Url, suffixes));
        string rest = schemeOnly ? Schemes(page, origin)
            : pageIsHere && originIsHere ? Names(page, origin)
            : Sites(page, origin, sameSite, suffixes);
        // On http loopback somebody tries things out, and a page elsewhere may still send what needs no cookie.
        TopologySeverity severity = originIsHere && !pageIsHere && !origin.IsHttps ? TopologySeverity.Warning : TopologySeverity.Refusal;
        return new(severity, FrontendOrigin.Setting, page.Serialized, $"{FrontendOrigin.Setting} has '{page.Serialized}' and PublicUrl is {origin.Serialized}: {rest}.");
    }

    private static string Schemes(PublicOrigin page, PublicOrigin origin) =>
        "to browsers http and https are different sites (schemeful same-site), so the cookie would not travel; "
        + $"serve the pages from {origin.Url.Scheme}://{Authority(page.Url, page.Url)} and list that, "
        + $"or set PublicUrl to {page.Url.Scheme}://{Authority(origin.Url, origin.Url)}";

    private static string Names(PublicOrigin page, PublicOrigin origin) =>
        $"both are this machine, but to browsers {page.Url.IdnHost} and {origin.Url.IdnHost} are different sites, so the cookie would not travel; "
        + $"open the pages as {origin.Url.Scheme}://{Authority(origin.Url, page.Url)} and list that, "
        + $"or set PublicUrl to {page.Url.Scheme}://{Authority(page.Url, origin.Url)}";

    private static string Sites(PublicOrigin page, PublicOrigin origin, SameSite sameSite, IPublicSuffixes suffixes)
    {
        string shared = SharedSuffix(page, origin, suffixes);
        string why = shared.Length > 0 ? $"{shared} is a public suffix, so that each host below it is a site of its own" : "they are different sites";
        Site site = Site.Of(origin.Url, suffixes);
        bool hasDomain = HostName.TryParse(origin.Url, out HostName host) && !host.IsAddress && suffixes.GetPublicSuffix(host.Text) != site.Domain
            && !PublicOrigin.IsLoopback(host.Text);
        string together = hasDomain ? $"serve the pages from PublicUrl or from a host of its site, such as https://app.{site.Domain}"
            : "give both a name below one domain of yours, such as https://app.example and https://api.app.example";
        return $"{why}, and a SameSite={sameSite} cookie does not travel from one site to another; {together}, "
            + $"or let the pages call their own origin, where a proxy passes the calls on, and set PublicUrl to {page.Serialized}";
    }

    private static string SharedSuffix(PublicOrigin page, PublicOrigin origin, IPublicSuffixes suffixes)
    {
        if (!HostName.TryParse(page.Url, out HostName a) || !HostName.TryParse(origin.Url, out HostName b) || a.IsAddress || b.IsAddress)
        {
            return "";
        }

        string suffix = suffixes.GetPublicSuffix(b.Text);
        // Of com everybody knows it.
        return suffix.Contains('.', StringComparison.Ordinal) && a.Text.EndsWith("." + suffix, StringComparison.Ordinal) ? suffix : "";
    }

    // The host of one, the port of the other.
    private static string Authority(Uri host, Uri port)
    {
        string name = host.HostNameType == UriHostNameType.IPv6 ? $"[{host.IdnHost}]" : host.IdnHost;
        return port.IsDefaultPort ? name : $"{name}:{port.Port}";
    }
}
