namespace Cloakroom.Cookies;

/// <summary>
/// Where a partitioned cookie belongs (CHIPS, draft-cutler-httpbis-partitioned-cookies): it is sent only under the top-level site under which
/// it was set.
/// </summary>
/// <param name="TopLevelSite">The site of the page in the address bar.</param>
/// <param name="HasCrossSiteAncestor">Whether a document of another site stands between that page and the cookie, or is the frame itself.</param>
public sealed record CookiePartition(Site TopLevelSite, bool HasCrossSiteAncestor)
{
    /// <summary>For example <c>https://app.example</c>.</summary>
    public override string ToString() => HasCrossSiteAncestor ? $"{TopLevelSite} (below another site)" : TopLevelSite.ToString();
}
