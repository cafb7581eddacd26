namespace Cloakroom.Cookies;

/// <summary>What can be said of the cookie of a public address by itself.</summary>
internal static class CookieScope
{
    public const string DomainSetting = "Session:Domain";
    private const string SameSiteSetting = "Session:SameSite";

    /// <summary>A host that is a public suffix has its cookie like every other; only nobody can share it (RFC 6265bis 5.7 step 9).</summary>
    public static TopologyFinding? OfHost(PublicOrigin origin, IPublicSuffixes suffixes)
    {
        bool isSuffix = HostName.TryParse(origin.Url, out HostName host) && !host.IsAddress && host.Text.Contains('.', StringComparison.Ordinal)
            && suffixes.GetPublicSuffix(host.Text) == host.Text && !PublicOrigin.IsLoopback(host.Text);
        return !isSuffix ? null : new(TopologySeverity.Note, "PublicUrl", origin.Serialized,
            $"PublicUrl is {origin.Serialized}, whose host is a public suffix: the cookie is for this host alone, which works, and every host below it is another site.");
    }

    public static TopologyFinding? OfSameSite(PublicOrigin origin, SameSite sameSite) =>
        sameSite != SameSite.None || origin.IsHttps ? null : new(TopologySeverity.Refusal, SameSiteSetting, "None",
            $"{SameSiteSetting} is None and PublicUrl is {origin.Serialized}: browsers drop a SameSite=None cookie without Secure, and Secure needs https; "
            + $"set {SameSiteSetting} to Strict or Lax, or PublicUrl to an https address.");

    /// <summary>Whether a browser would take a cookie of this host with this Domain attribute (RFC 6265bis 5.7 steps 8 to 10).</summary>
    public static TopologyFinding? OfDomain(PublicOrigin origin, string? domain, IPublicSuffixes suffixes)
    {
        if (string.IsNullOrEmpty(domain) || !HostName.TryParse(origin.Url, out HostName host))
        {
            return null;
        }

        // 5.6.3: one leading dot is dropped.
        if (!HostName.TryParse(domain.StartsWith('.') && domain.Length > 1 ? domain[1..] : domain, out HostName name))
        {
            return Refuse(origin, domain, "which is not the name of a host");
        }

        if (name == host)
        {
            return null;
        }

        return name.IsAddress || host.IsAddress ? Refuse(origin, domain, $"and the host of PublicUrl is {host.Text}: a cookie of or for an IP address is for that address alone")
            : suffixes.GetPublicSuffix(name.Text) == name.Text ? Refuse(origin, domain, "a public suffix, under which anybody can have a host: browsers drop a cookie for all of it")
            : !host.Text.EndsWith("." + name.Text, StringComparison.Ordinal) ? Refuse(origin, domain, $"and the host of PublicUrl is {host.Text}, which is not below it: browsers drop such a cookie")
            : null;
    }

    private static TopologyFinding Refuse(PublicOrigin origin, string domain, string why) => new(TopologySeverity.Refusal, DomainSetting, domain,
        $"{DomainSetting} is '{domain}', {why}; leave it out, so that the cookie is for {origin.Url.IdnHost} alone and pages of the same site call {origin.Serialized} with it, "
        + "or serve pages and application under one host behind a proxy.");
}
