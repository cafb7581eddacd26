using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class TopologyTests
{
    [Theory]
    // public address, origin of the pages, relation
    [InlineData("https://app.example", "https://app.example", FrontendRelation.SameOrigin)]
    [InlineData("https://api.app.example", "https://app.example", FrontendRelation.SameSite)]
    [InlineData("https://app.example", "https://app.example:8443", FrontendRelation.SameSite)]
    [InlineData("https://app.co.uk", "https://www.app.co.uk", FrontendRelation.SameSite)]
    [InlineData("https://api.shop.vercel.app", "https://shop.vercel.app", FrontendRelation.SameSite)]
    [InlineData("http://localhost:4242", "http://localhost:5173", FrontendRelation.SameSite)]
    [InlineData("https://localhost:7000", "https://localhost:5173", FrontendRelation.SameSite)]
    [InlineData("http://127.0.0.1:4242", "http://127.0.0.1:5173", FrontendRelation.SameSite)]
    [InlineData("http://api.shop.localhost:4242", "http://shop.localhost:5173", FrontendRelation.SameSite)]
    public void These_work_with_the_strict_cookie(string publicUrl, string page, FrontendRelation relation)
    {
        Topology topology = Of(publicUrl, page);

        Assert.Empty(topology.Findings);
        Assert.True(topology.Works);
        Assert.Equal(relation, Assert.Single(topology.Frontends).Relation);
        Assert.Equal(relation != FrontendRelation.SameOrigin, topology.NeedsCors);
        Assert.Equal(SameSite.Strict, topology.NeededSameSite);
    }

    [Theory]
    // public address, origin of the pages, why not, one way, another
    [InlineData("http://localhost:4242", "http://127.0.0.1:5173", "localhost are different sites", "open the pages as http://localhost:5173", "set PublicUrl to http://127.0.0.1:4242")]
    [InlineData("http://127.0.0.1:4242", "http://localhost:5173", "are different sites", "open the pages as http://127.0.0.1:5173", "set PublicUrl to http://localhost:4242")]
    [InlineData("http://localhost:4242", "http://[::1]:5173", "are different sites", "open the pages as http://localhost:5173", "set PublicUrl to http://[::1]:4242")]
    [InlineData("http://a.localhost:4242", "http://b.localhost:5173", "are different sites", "open the pages as http://a.localhost:5173", "set PublicUrl to http://b.localhost:4242")]
    [InlineData("https://localhost:7000", "http://localhost:5173", "http and https are different sites", "serve the pages from https://localhost:5173", "set PublicUrl to http://localhost:7000")]
    [InlineData("http://localhost:7000", "https://localhost:5173", "http and https are different sites", "serve the pages from http://localhost:5173", "set PublicUrl to https://localhost:7000")]
    [InlineData("https://api.fly.dev", "https://app.fly.dev", "fly.dev is a public suffix", "from a host of its site, such as https://app.api.fly.dev", "set PublicUrl to https://app.fly.dev")]
    [InlineData("https://api.co.uk", "https://app.co.uk", "co.uk is a public suffix", "from a host of its site", "set PublicUrl to https://app.co.uk")]
    [InlineData("https://vercel.app", "https://shop.vercel.app", "vercel.app is a public suffix", "give both a name below one domain of yours", "set PublicUrl to https://shop.vercel.app")]
    [InlineData("https://api.example", "https://app.example", "they are different sites", "such as https://app.api.example", "set PublicUrl to https://app.example")]
    [InlineData("https://192.0.2.7", "https://192.0.2.8", "they are different sites", "give both a name below one domain of yours", "set PublicUrl to https://192.0.2.8")]
    [InlineData("https://app.example", "http://localhost:5173", "they are different sites", "from PublicUrl", "let the pages call their own origin")]
    public void From_these_pages_no_cookie_would_come(string publicUrl, string page, string why, string oneWay, string another)
    {
        Topology topology = Of(publicUrl, page);

        TopologyFinding finding = Assert.Single(topology.Findings, f => f.Setting == "Csrf:Origins");
        Assert.Equal((TopologySeverity.Refusal, page), (finding.Severity, finding.Value));
        Assert.False(topology.Works);
        AssertSentence(finding.Sentence, $"Csrf:Origins has '{page}' and PublicUrl is {publicUrl}: ", why, oneWay, another);
        Assert.Equal(SameSite.None, topology.NeededSameSite);
    }

    [Fact]
    public void While_trying_out_a_page_of_another_site_is_only_warned_of()
    {
        Topology topology = Of("http://localhost:4242", "https://app.example");

        Assert.True(topology.Works);
        TopologyFinding warning = Assert.Single(topology.Findings);
        Assert.Equal(TopologySeverity.Warning, warning.Severity);
        AssertSentence(warning.Sentence, "they are different sites", "set PublicUrl to https://app.example");
    }

    [Theory]
    [InlineData("*", "list every origin by itself", "or leave the setting out")]
    [InlineData("https://*.app.example", "list every origin by itself", "or leave the setting out")]
    [InlineData("http://app.example", "serve it over https and list https://app.example", "or serve its pages from PublicUrl itself")]
    [InlineData("http://192.168.1.7:8080", "serve it over https and list https://192.168.1.7:8080", "or serve its pages from PublicUrl itself")]
    [InlineData("https://app.example/", "which is not an origin as browsers send it", "without path")]
    [InlineData("https://app.example/path", "which is not an origin as browsers send it", "without path")]
    [InlineData("http://app.example/path", "which is not an origin as browsers send it", "without path")]
    [InlineData("https://app.example:443", "which is not an origin as browsers send it", "without path")]
    [InlineData("https://App.example", "which is not an origin as browsers send it", "without path")]
    [InlineData("app.example", "which is not an origin as browsers send it", "without path")]
    [InlineData("null", "which is not an origin as browsers send it", "without path")]
    [InlineData("", "which is not an origin as browsers send it", "without path")]
    public void What_is_no_origin_is_refused(string text, string why, string way)
    {
        TopologyFinding finding = Assert.Single(Of("https://app.example", text).Findings);
        Assert.Equal(TopologySeverity.Refusal, finding.Severity);
        AssertSentence(finding.Sentence, $"Csrf:Origins has '{text}', ", why, way);
    }

    [Theory]
    [InlineData("https://shop.vercel.app", "vercel.app", "a public suffix")]
    [InlineData("https://shop.fly.dev", ".fly.dev", "a public suffix")]
    [InlineData("https://shop.co.uk", "co.uk", "a public suffix")]
    [InlineData("https://app.example", "example", "a public suffix")]
    [InlineData("https://app.example", "other.example", "is not below it")]
    [InlineData("https://app.example", "www.app.example", "is not below it")]
    [InlineData("https://myapp.example", "app.example", "is not below it")]
    [InlineData("https://192.0.2.7", "0.2.7", "for an IP address")]
    [InlineData("https://192.0.2.7", "example", "for an IP address")]
    [InlineData("https://app.example", "a b", "not the name of a host")]
    [InlineData("https://app.example", ".", "is not below it")]
    public void No_browser_takes_a_cookie_with_such_a_domain(string publicUrl, string domain, string why)
    {
        TopologyFinding finding = Assert.Single(Topology.Of(Origin(publicUrl), [], domain: domain).Findings);
        Assert.Equal((TopologySeverity.Refusal, "Session:Domain", domain), (finding.Severity, finding.Setting, finding.Value));
        AssertSentence(finding.Sentence, $"Session:Domain is '{domain}', ", why, "leave it out", "or serve pages and application under one host");
    }

    [Theory]
    [InlineData("https://a.app.example", "app.example")]
    [InlineData("https://a.app.example", ".APP.example")]
    [InlineData("https://a.app.example", "a.app.example")]
    [InlineData("https://vercel.app.example", "")]
    [InlineData("https://vercel.app.example", null)]
    public void A_domain_of_its_own_site_would_be_taken(string publicUrl, string? domain) =>
        Assert.Empty(Topology.Of(Origin(publicUrl), [], domain: domain).Findings);

    [Fact]
    public void SameSite_None_without_https_is_refused_and_with_it_reaches_other_sites()
    {
        TopologyFinding finding = Assert.Single(Topology.Of(Origin("http://localhost:4242"), [], SameSite.None).Findings);
        Assert.Equal(TopologySeverity.Refusal, finding.Severity);
        AssertSentence(finding.Sentence, "Session:SameSite is None and PublicUrl is http://localhost:4242", "Strict or Lax", "or PublicUrl to an https address");

        Assert.True(Topology.Of(Origin("https://app.example"), ["https://other.example"], SameSite.None).Works);
        Assert.False(Topology.Of(Origin("https://app.example"), ["https://other.example"], SameSite.Lax).Works);
    }

    [Fact]
    public void A_host_that_is_a_public_suffix_has_its_own_cookie_and_a_note()
    {
        TopologyFinding note = Assert.Single(Of("https://vercel.app").Findings);
        Assert.Equal(TopologySeverity.Note, note.Severity);
        Assert.Contains("for this host alone, which works", note.Sentence, StringComparison.Ordinal);
        Assert.Empty(Of("https://intranet").Findings);
        Assert.Empty(Of("https://shop.vercel.app").Findings);
        Assert.Empty(Of("http://app.localhost").Findings);
    }

    [Fact]
    public void Every_finding_is_told_in_order() =>
        Assert.Equal(
            ["Session:Domain", "Csrf:Origins", "Csrf:Origins"],
            Topology.Of(Origin("https://app.example"), ["*", "https://ok.app.example", "https://other.example"], SameSite.Strict, "com").Findings.Select(f => f.Setting));

    private static Topology Of(string publicUrl, params string[] pages) => Topology.Of(Origin(publicUrl), pages);

    private static PublicOrigin Origin(string url) => PublicOrigin.TryCreate(url, out PublicOrigin? origin, out string problem) ? origin
        : throw new ArgumentException(problem, nameof(url));

    private static void AssertSentence(string sentence, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, sentence, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', sentence);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }
}
