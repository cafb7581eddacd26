namespace Cloakroom.Cookies;

/// <summary>The site of the address asked, found once and only when a comparison needs it.</summary>
internal sealed class OwnSite(Uri url, IPublicSuffixes suffixes)
{
    private Site? _site;

    public Site Site => _site ??= Site.Of(url, suffixes);

    public bool Is(Site other) => Site == other;

    // The same host over the same scheme needs no list.
    public bool IsSiteOf(Uri other) =>
        ReferenceEquals(url, other)
        || (url.Scheme == other.Scheme && url.Scheme is "http" or "https" && url.IdnHost == other.IdnHost)
        || Is(Site.Of(other, suffixes));

    public bool DiffersInScheme(Uri other) => Site.IsSchemelesslySame(Site.Of(other, suffixes));

    /// <summary>A document without an address of its own has the origin of whoever made it (HTML 7.4.2.1).</summary>
    public static bool Inherits(Uri document) => document.Scheme == "about";
}
