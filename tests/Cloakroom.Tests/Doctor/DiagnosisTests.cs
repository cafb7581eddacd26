using Cloakroom.Server.Doctor;

namespace Cloakroom.Tests.Doctor;

/// <summary>The conclusions from evidence, without a network.</summary>
public sealed class DiagnosisTests
{
    private static readonly Uri App = new("https://app.example/"), Api = new("https://api.example/me"), Sibling = new("https://api.app.example/me");
    private static readonly CorsAnswer Good = new(200, "https://app.example", AllowsCredentials: true) { Headers = "Content-Type, X-Other" };

    public static TheoryData<string?, bool, string?> Cors => new()
    {
        { null, true, "cors-missing" },
        { "*", true, "cors-wildcard" },
        { "*", false, "cors-wildcard" },
        { "https://APP.example", true, "cors-other-origin" },
        { "https://app.example/", true, "cors-other-origin" },
        { "null", true, "cors-other-origin" },
        { "https://app.example", false, "cors-without-credentials" },
        { "https://app.example", true, null },
    };

    [Theory]
    [MemberData(nameof(Cors))]
    public void A_page_reads_only_what_names_its_origin_and_allows_cookies(string? origin, bool credentials, string? code)
    {
        Diagnosis found = Diagnose(Sibling, "sid=1; Path=/; Secure", new(200, origin, credentials), Good);
        Assert.Equal(code, found.Findings.FirstOrDefault(f => f.Code.StartsWith("cors-", StringComparison.Ordinal))?.Code);
        Assert.Equal(code is null, found.Cookies[0].Ways.Single(w => w.Way == Way.Fetch.Name).Readable);
        Assert.True(found.Cookies[0].Ways.Single(w => w.Way == Way.Fetch.Name).Sent);
    }

    [Theory]
    [InlineData(401, "https://app.example", true, "content-type", "cors-preflight")]
    [InlineData(204, "*", true, "content-type", "cors-preflight")]
    [InlineData(204, "https://app.example", true, "*", "cors-preflight-headers")]
    [InlineData(204, "https://app.example", true, "", "cors-preflight-headers")]
    [InlineData(204, "https://app.example", true, "x-other, Content-Type", null)]
    public void A_preflight_must_allow_JSON_with_cookies(int status, string origin, bool credentials, string headers, string? code)
    {
        var preflight = new CorsAnswer(status, origin, credentials) { Headers = headers };
        Assert.Equal(code, Diagnose(Sibling, "sid=1; Path=/; Secure", Good, preflight).Findings.FirstOrDefault(f => f.Weight == Weight.Obstacle)?.Code);
    }

    [Fact]
    public void On_every_way_from_another_site_a_row_says_what_becomes_of_the_cookie()
    {
        Diagnosis strict = Diagnose(Api, "sid=1; Path=/; Secure; SameSite=Strict"), lax = Diagnose(Api, "sid=1; Path=/; Secure"), none = Diagnose(Api, "sid=1; Path=/; Secure; SameSite=None");
        Assert.Equal("", Sent(strict));
        Assert.Equal("link", Sent(lax));
        Assert.Equal("fetch with credentials, link, form POST, image, iframe", Sent(none));
        Assert.Equal("fetch-credentials", Assert.IsType<Finding>(none.Cause).Code);
    }

    [Fact]
    public void On_one_origin_every_way_brings_it_and_nothing_is_to_change()
    {
        Diagnosis found = Diagnose(new("https://app.example/me"), "sid=1; Path=/; Secure; SameSite=Strict");
        Assert.All(found.Cookies[0].Ways, w => Assert.True(w is { Sent: true, Kept: true }, w.ToString()));
        Assert.Null(found.Cause);
    }

    [Fact]
    public void An_https_page_does_not_get_to_a_plain_http_API()
    {
        Diagnosis found = Diagnose(new("http://api.app.example/me"), "sid=1; Path=/", Good, Good);
        Assert.Equal("mixed-content", found.Cause?.Code);
        // Another scheme is another site: a link brings the Lax cookie, and nothing else does.
        Assert.Equal("link", Sent(found));
        Assert.Null(Diagnose(new("http://localhost:5000/me"), "sid=1; Path=/", Good, Good).Findings.FirstOrDefault(f => f.Code == "mixed-content"));
    }

    [Theory]
    [InlineData("http://api.example/me", "proxy-hides-https")]
    [InlineData("http://elsewhere.example/", null)]
    [InlineData("https://www.api.example/", null)]
    public void A_redirect_to_http_of_the_same_host_shows_a_silent_proxy(string location, string? code)
    {
        var visit = new Visit(Api, [new Hop(Api, 302) { Location = new(location) }, new Hop(new(location), 200)], VisitEnd.Answered);
        Assert.Equal(code, Proxy.Judge(new(visit, visit))?.Code);
    }

    [Fact]
    public void What_works_and_could_be_better_is_a_note()
    {
        var visit = new Visit(Api, [new Hop(Api, 302) { Location = new("https://www.api.example/") }, new Hop(new("https://www.api.example/"), 200)], VisitEnd.Answered);
        var found = Diagnosis.Of(new(visit, visit) { PlainHttp = new(new("http://api.example/"), 200) }, TimeProvider.System);
        Assert.Equal(["http-not-redirected", "no-hsts", "host-change"], found.Findings.Where(f => f.Weight == Weight.Note).Select(f => f.Code));
        Assert.Equal("no-cookie", found.Cause?.Code);
    }

    [Fact]
    public void A_line_from_elsewhere_is_judged_like_one_of_the_answer()
    {
        var visit = new Visit(Api, [new Hop(Api, 200)], VisitEnd.Answered);
        var found = Diagnosis.Of(new(visit, visit) { Given = CookieLine.Read("__Host-sid=1; Path=/") }, TimeProvider.System);
        Assert.Equal(("prefix-host", "__Host-sid=…; Path=/"), (found.Cause?.Code, found.Cookies[0].Line));
    }

    private static string Sent(Diagnosis diagnosis) => string.Join(", ", diagnosis.Cookies[0].Ways.Where(w => w.Sent).Select(w => w.Way));

    private static Diagnosis Diagnose(Uri api, string line, CorsAnswer? cors = null, CorsAnswer? preflight = null)
    {
        var page = new Visit(App, [new Hop(App, 200)], VisitEnd.Answered);
        var called = new Visit(api, [new Hop(api, 200) { Cookies = [CookieLine.Read(line)], Cors = cors ?? Good, HasHsts = true }], VisitEnd.Answered);
        return Diagnosis.Of(new(page, called) { Preflight = preflight ?? Good }, TimeProvider.System);
    }
}
