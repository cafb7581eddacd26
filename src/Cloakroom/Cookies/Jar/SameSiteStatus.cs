using System.Runtime.InteropServices;

namespace Cloakroom.Cookies;

/// <summary>Whether a request is same-site (5.2), and if not, what made it cross-site.</summary>
/// <param name="Cause">Why it is cross-site.</param>
/// <param name="Other">The address or site that made it so, where there is one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SameSiteStatus(CrossSiteCause Cause, object? Other)
{
    public bool IsSameSite => Cause == CrossSiteCause.None;

    /// <summary>Decides for a context.</summary>
    public static SameSiteStatus Of(CookieContext context, CookieJarOptions options)
    {
        // 5.2: a reload by the person is what the first navigation was.
        if (context.Reload != CookieReload.None)
        {
            return context.Reload == CookieReload.OfSameSite ? default : new(CrossSiteCause.Reload, null);
        }

        // No document has anything to do with it: a request without a client.
        bool checksRedirects = options.CheckRedirectChain && context.RedirectChain.Count > 0;
        if (context is { Initiator: null, IsInitiatorOpaque: false, SiteForCookies: null, Ancestors.Count: 0, InitiatorAncestors.Count: 0 } && !checksRedirects)
        {
            return default;
        }

        var own = new OwnSite(context.Url, options.PublicSuffixes);
        if (checksRedirects && FirstOther(context.RedirectChain, own) is { } hop)
        {
            return new(CrossSiteCause.Redirect, hop);
        }

        // 5.2 criterion 2: the address is same-site with the client's "site for cookies", or there is no client.
        if (context.SiteForCookies is { } given)
        {
            return own.Is(given) ? default : new(CrossSiteCause.SiteForCookies, given);
        }

        return context.Api == CookieApi.Script ? Audit(null, [], context.Ancestors, own)
            : context.IsInitiatorOpaque ? new(CrossSiteCause.Opaque, context.Initiator)
            : Audit(context.Initiator, AroundClient(context, options), context.Kind == CookieRequestKind.FrameNavigation ? context.Ancestors : [], own);
    }

    // What is around a frame that sends the whole tab elsewhere is gone then, and Chromium does not ask for it.
    private static IReadOnlyList<Uri> AroundClient(CookieContext context, CookieJarOptions options) =>
        options.Dialect == CookieDialect.Chromium && context.Kind == CookieRequestKind.TopLevelNavigation ? [] : context.InitiatorAncestors;

    // 5.2.1: the "site for cookies" is the top-level origin if the document and every one around it are same-site with it. The address must be
    // same-site with that: so all of them are same-site with the address. For a frame the documents around it count too, as in browsers: the
    // document that comes will stand there.
    private static SameSiteStatus Audit(Uri? client, IReadOnlyList<Uri> aroundClient, IReadOnlyList<Uri> aroundFrame, OwnSite own)
    {
        if (client is not null && !own.IsSiteOf(client))
        {
            return new(own.DiffersInScheme(client) ? CrossSiteCause.Scheme : CrossSiteCause.Initiator, client);
        }

        return (FirstOther(aroundClient, own) ?? FirstOther(aroundFrame, own)) is { } ancestor
            ? new(own.DiffersInScheme(ancestor) ? CrossSiteCause.Scheme : CrossSiteCause.Ancestor, ancestor)
            : default;
    }

    private static Uri? FirstOther(IReadOnlyList<Uri> addresses, OwnSite own)
    {
        for (int i = 0; i < addresses.Count; i++)
        {
            if (!OwnSite.Inherits(addresses[i]) && !own.IsSiteOf(addresses[i]))
            {
                return addresses[i];
            }
        }

        return null;
    }
}

/// <summary>What makes a request cross-site.</summary>
internal enum CrossSiteCause
{
    None = 0,

    /// <summary>The page that began it is of another site.</summary>
    Initiator,

    /// <summary>A document around is of another site.</summary>
    Ancestor,

    /// <summary>The other has the same domain, but http against https.</summary>
    Scheme,

    /// <summary>The page that began it has no origin that anything could be the same as.</summary>
    Opaque,

    /// <summary>The caller said so.</summary>
    SiteForCookies,

    Redirect,

    Reload,
}
