using System.Collections.Immutable;

namespace Cloakroom.Cookies;

/// <summary>
/// Which hosts take part, and whether a session cookie can travel between them: derived from the settings alone, before anything runs. Pages
/// call the public address, so the cookie is for that one host; what differs is from where they call.
/// </summary>
public sealed class Topology
{
    private Topology(PublicOrigin origin, ImmutableArray<Frontend> frontends, ImmutableArray<TopologyFinding> findings) =>
        (Origin, Frontends, Findings) = (origin, frontends, findings);

    /// <summary>The public address.</summary>
    public PublicOrigin Origin { get; }

    /// <summary>The listed origins that can be understood, in their order.</summary>
    public ImmutableArray<Frontend> Frontends { get; }

    /// <summary>What there is to say, in the order of the settings; empty for most.</summary>
    public ImmutableArray<TopologyFinding> Findings { get; }

    /// <summary>Whether the start may go on.</summary>
    public bool Works => Findings.All(f => f.Severity != TopologySeverity.Refusal);

    /// <summary>Whether some page is of another origin, so that its scripts read answers only with CORS (Fetch 3.2).</summary>
    public bool NeedsCors => Frontends.Any(f => f.Relation != FrontendRelation.SameOrigin);

    /// <summary>The strictest SameSite with which the cookie reaches the public address from every listed origin.</summary>
    public SameSite NeededSameSite => Frontends.Any(f => f.Relation == FrontendRelation.CrossSite) ? SameSite.None : SameSite.Strict;

    /// <summary>Derives everything.</summary>
    /// <param name="origin">The public address.</param>
    /// <param name="frontends">Origins of pages that call it, as browsers serialize them.</param>
    /// <param name="sameSite">SameSite of the cookie.</param>
    /// <param name="domain">A Domain attribute that somebody wishes for; null or empty for none.</param>
    /// <param name="suffixes">Who knows the public suffixes; null takes <see cref="PublicSuffixList.Default"/>.</param>
    public static Topology Of(
        PublicOrigin origin, IEnumerable<string> frontends, SameSite sameSite = SameSite.Strict, string? domain = null, IPublicSuffixes? suffixes = null)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(frontends);
        suffixes ??= PublicSuffixList.Default;
        var known = ImmutableArray.CreateBuilder<Frontend>();
        var findings = ImmutableArray.CreateBuilder<TopologyFinding>();
        AddIfAny(CookieScope.OfHost(origin, suffixes));
        AddIfAny(CookieScope.OfSameSite(origin, sameSite));
        AddIfAny(CookieScope.OfDomain(origin, domain, suffixes));
        foreach (string text in frontends)
        {
            if (FrontendOrigin.Read(text, out PublicOrigin? page) is { } unreadable)
            {
                findings.Add(unreadable);
            }
            else if (page is not null)
            {
                Frontend frontend = Frontend.Of(page, origin, suffixes);
                known.Add(frontend);
                AddIfAny(sameSite == SameSite.None && origin.IsHttps ? null : FrontendDistance.Judge(frontend, origin, sameSite, suffixes));
            }
        }

        return new(origin, known.ToImmutable(), findings.ToImmutable());

        void AddIfAny(TopologyFinding? finding)
        {
            if (finding is not null)
            {
                findings.Add(finding);
            }
        }
    }
}

/// <summary>An origin whose pages call the public address.</summary>
/// <param name="Origin">The origin.</param>
/// <param name="Relation">How far it is from the public address.</param>
public sealed record Frontend(PublicOrigin Origin, FrontendRelation Relation)
{
    internal static Frontend Of(PublicOrigin page, PublicOrigin origin, IPublicSuffixes suffixes) => new(
        page,
        page.Serialized == origin.Serialized ? FrontendRelation.SameOrigin
        : Site.Of(page.Url, suffixes).Equals(Site.Of(origin.Url, suffixes)) ? FrontendRelation.SameSite
        : FrontendRelation.CrossSite);
}

/// <summary>How far an origin is from the public address.</summary>
public enum FrontendRelation
{
    /// <summary>It is the public address: nothing is needed.</summary>
    SameOrigin = 0,

    /// <summary>Another origin of the same site: cookies travel, whatever their SameSite; scripts need CORS.</summary>
    SameSite = 1,

    /// <summary>Another site: only a cookie with SameSite=None could travel, and several browsers hold back even that.</summary>
    CrossSite = 2,
}
