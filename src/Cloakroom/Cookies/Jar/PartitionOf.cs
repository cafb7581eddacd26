namespace Cloakroom.Cookies;

/// <summary>Derives the partition in which a request or a document stands (CHIPS 2.2).</summary>
internal static class PartitionOf
{
    /// <summary>The partition; null where the top-level document is of no site.</summary>
    public static CookiePartition? Context(CookieContext context, IPublicSuffixes suffixes)
    {
        if (context.Partition is { } given)
        {
            return given;
        }

        // The documents from the one in question, or the one that is to come, to the top-level one.
        IEnumerable<Uri> documents =
            context.Api == CookieApi.Script || context.Kind == CookieRequestKind.FrameNavigation ? [context.Url, .. context.Ancestors]
            : context.Kind == CookieRequestKind.TopLevelNavigation || context.Initiator is null ? [context.Url]
            // What is asked counts as if it were a frame, so that what it sets is found by a frame of it at the same place.
            : [context.Url, context.Initiator, .. context.InitiatorAncestors];
        bool isOpaque = context is { Api: CookieApi.Http, Kind: CookieRequestKind.Subresource, IsInitiatorOpaque: true };
        Site[] sites = [.. documents.Where(d => !OwnSite.Inherits(d)).Select(d => isOpaque && ReferenceEquals(d, context.Initiator) ? Site.NewOpaque() : Site.Of(d, suffixes))];
        return sites is [.., { IsOpaque: false } top] ? new(top, sites.Any(s => s != top)) : null;
    }
}
