using System.Collections.Immutable;
using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>What a browser will do with the cookies of two addresses, and what is to change. No value of a cookie is in it.</summary>
/// <param name="App">The page.</param>
/// <param name="Api">What it calls.</param>
/// <param name="Relation">How far they are from each other.</param>
/// <param name="Cookies">Every cookie of the API on every way.</param>
/// <param name="Findings">Everything that was found, the heaviest first.</param>
internal sealed record Diagnosis(VisitSummary App, VisitSummary Api, string Relation, ImmutableArray<CookieVerdict> Cookies, ImmutableArray<Finding> Findings)
{
    /// <summary>The one thing to change first; null where nothing stands in the way.</summary>
    public Finding? Cause => Findings.FirstOrDefault(f => f.Weight == Weight.Obstacle) ?? Findings.FirstOrDefault(f => f.Weight == Weight.Advice);

    public static Diagnosis Of(Evidence evidence, TimeProvider clock)
    {
        Uri page = evidence.App.Reached, api = evidence.Api.Reached;
        bool isCrossOrigin = WebAddress.Origin(page) != WebAddress.Origin(api);
        Finding? cors = isCrossOrigin && !evidence.Api.Hops.IsEmpty ? CorsFindings.Of(evidence.Api.Hops[^1].Cors, WebAddress.Origin(page), api) : null;
        IEnumerable<(Uri SetBy, CookieLine Line)> lines = evidence.Given is { } given ? [.. evidence.Api.Cookies, (api, given)] : evidence.Api.Cookies;
        ImmutableArray<CookieVerdict> cookies = [.. lines.Select(c => CookieVerdict.Of(c.Line, c.SetBy, evidence, cors, clock))];
        var findings = new Findings(evidence, clock);
        findings.AddConnections();
        findings.AddCookies(cookies);
        findings.AddIfAny(cors);
        findings.AddIfAny(isCrossOrigin ? CorsFindings.OfPreflight(evidence.Preflight, WebAddress.Origin(page), api) : null);
        findings.AddIfAny(isCrossOrigin && evidence.Api.End == VisitEnd.Answered ? Credentials.Advice(api) : null);
        findings.AddNotes(cookies.IsEmpty);
        return new(VisitSummary.Of(evidence.App), VisitSummary.Of(evidence.Api), RelationOf(page, api), cookies, [.. findings.All.OrderBy(f => f.Weight)]);
    }

    private static string RelationOf(Uri page, Uri api) =>
        WebAddress.Origin(page) == WebAddress.Origin(api) ? "one origin: no CORS, and fetch sends cookies by itself"
        : Site.Of(page, PublicSuffixList.Default).Equals(Site.Of(api, PublicSuffixList.Default)) ? "two origins of one site: SameSite lets cookies through, scripts need CORS"
        : "two sites: only cookies with SameSite=None; Secure travel with fetch, form, image and iframe, and some browsers hold back even those";
}

/// <summary>A visit in short.</summary>
internal sealed record VisitSummary(string Url, IReadOnlyList<string> Answers, string Trouble)
{
    public static VisitSummary Of(Visit visit) => new(
        visit.Asked.AbsoluteUri, [.. visit.Hops.Select(h => h.Location is null ? $"{h.Status}" : $"{h.Status} to {CookieLine.Printable(h.Location.ToString())}")], visit.Trouble);
}

/// <summary>One cookie on every way.</summary>
internal sealed record CookieVerdict(string Line, string SetBy, ImmutableArray<WayVerdict> Ways)
{
    public static CookieVerdict Of(CookieLine line, Uri setBy, Evidence evidence, Finding? cors, TimeProvider clock) =>
        new(line.Shown, setBy.AbsoluteUri, [.. Way.All.Select(way => WayVerdict.Of(way, line, setBy, evidence, cors, clock))]);
}
