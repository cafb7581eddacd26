using System.Buffers;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>Which cookies go with a request, rule by rule (RFC 6265bis 5.8.3).</summary>
public sealed class SendTests
{
    private static readonly Uri Home = new("https://www.app.example/a/b");
    private static readonly Uri Other = new("https://other.example/page");

    public static TheoryData<string, string, string> Addresses => new()
    {
        { "a=1", "https://www.app.example/a/", "sent" },
        { "a=1", "https://www.app.example:8443/a/x?y", "sent" },
        { "a=1", "wss://www.app.example/a/x", "sent" },
        { "a=1; Domain=app.example", "https://deep.www.app.example/a", "sent" },
        { "a=1; Domain=app.example", "https://app.example/a", "sent" },
        { "a=1", "https://deep.www.app.example/a", "host-only" },
        { "a=1", "https://app.example/a", "other-host" },
        { "a=1", "https://api.app.example/a", "other-host" },
        { "a=1", "https://wwww.app.example/a", "other-host" },
        { "a=1", "https://www.app.example./a", "other-host" },
        { "a=1", "https://www.app.example/", "path-mismatch" },
        { "a=1", "https://www.app.example/ab", "path-mismatch" },
        { "a=1", "https://www.app.example/A", "path-mismatch" },
        { "a=1; Path=/a/", "https://www.app.example/a", "path-mismatch" },
        { "a=1; Path=/foo", "https://www.app.example/f%6Fo", "path-mismatch" },
        { "a=1; Path=/f%6Fo", "https://www.app.example/f%6Fo/x", "sent" },
        { "a=1; Path=/a", "https://www.app.example/x/%2e%2E/a", "sent" },
        { "a=1; Path=/x", "https://www.app.example/x%2fy", "path-mismatch" },
        { "a=1; Path=/%C3%A4%20", "https://www.app.example/ä%20", "sent" },
        { "a=1; Secure", "http://www.app.example/a", "secure-not-over-http" },
        { "a=1; Secure", "ws://www.app.example/a", "secure-not-over-http" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void A_cookie_meets_its_rule(string line, string url, string code)
    {
        (CookieJar jar, JarCookie cookie) = With(line);
        var context = new CookieContext(new Uri(url));
        Assert.Equal(code, jar.Explain(cookie, context).Code);
        Assert.Equal(code == "sent" ? "a=1" : null, jar.GetCookieHeader(new Uri(url)));
        Assert.All(jar.Send(context).Cookies, d => Assert.Equal(code, d.Code));
    }

    public static TheoryData<string, string, CookieRequestKind, string> Requests => new()
    {
        // cookie, method, kind, rule for a request that another site began
        { "SameSite=Strict", "GET", CookieRequestKind.TopLevelNavigation, "samesite-strict-cross-site" },
        { "SameSite=Strict", "GET", CookieRequestKind.Subresource, "samesite-strict-cross-site" },
        { "SameSite=Lax", "GET", CookieRequestKind.TopLevelNavigation, "sent-lax-navigation" },
        { "SameSite=Lax", "HEAD", CookieRequestKind.TopLevelNavigation, "sent-lax-navigation" },
        { "SameSite=Lax", "POST", CookieRequestKind.TopLevelNavigation, "samesite-lax-unsafe-method" },
        { "SameSite=Lax", "get", CookieRequestKind.TopLevelNavigation, "samesite-lax-unsafe-method" },
        { "SameSite=Lax", "GET", CookieRequestKind.Subresource, "samesite-lax-subresource" },
        { "SameSite=Lax", "GET", CookieRequestKind.FrameNavigation, "samesite-lax-subresource" },
        { "", "GET", CookieRequestKind.TopLevelNavigation, "sent-lax-navigation" },
        { "", "POST", CookieRequestKind.TopLevelNavigation, "samesite-lax-unsafe-method" },
        { "", "GET", CookieRequestKind.Subresource, "samesite-lax-subresource" },
        { "SameSite=None", "POST", CookieRequestKind.Subresource, "sent" },
        { "SameSite=None", "POST", CookieRequestKind.TopLevelNavigation, "sent" },
        { "SameSite=None", "GET", CookieRequestKind.FrameNavigation, "sent" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_of_another_site_meets_the_rule_of_its_kind(string attribute, string method, CookieRequestKind kind, string code)
    {
        (CookieJar jar, JarCookie cookie) = With($"a=1; Secure; {attribute}");
        var context = new CookieContext(Home) { Initiator = Other, Method = method, Kind = kind };
        Assert.Equal(code, jar.Explain(cookie, context).Code);
        Assert.Equal(code.StartsWith("sent", StringComparison.Ordinal), jar.GetCookieHeader(context) is not null);
    }

    [Theory]
    [InlineData("", 120, "sent-lax-allowing-unsafe")]
    [InlineData("", 121, "samesite-lax-unsafe-method")]
    [InlineData("SameSite=Lax", 0, "samesite-lax-unsafe-method")]
    public void A_young_cookie_without_SameSite_may_go_with_a_post(string attribute, int age, string code)
    {
        var clock = new FakeClock();
        var jar = new CookieJar(CookieJarOptions.Chromium, clock);
        JarCookie? cookie = jar.Receive($"a=1; {attribute}", new(Home)).Cookie;
        clock.Advance(TimeSpan.FromSeconds(age));
        Assert.NotNull(cookie);
        Assert.Equal(code, jar.Explain(cookie, CookieContext.Navigation(Home, Other) with { Method = "POST" }).Code);
    }

    [Fact]
    public void A_script_sees_no_HttpOnly_cookie_and_in_a_foreign_frame_only_SameSite_None()
    {
        var jar = new CookieJar(clock: new FakeClock());
        string[] lines = ["h=1; HttpOnly; SameSite=None; Secure", "s=1; SameSite=Strict", "l=1", "n=1; SameSite=None; Secure"];
        Assert.All(lines, line => jar.Receive(line, new(Home)));
        Assert.Equal("s=1; l=1; n=1", jar.GetDocumentCookie(CookieContext.Script(Home)));
        CookieSelection framed = jar.Send(CookieContext.Script(Home, Other));
        Assert.Equal("n=1", framed.Header);
        Assert.Equal(["sent", "httponly-hidden-from-script", "samesite-script-cross-site", "samesite-script-cross-site"], framed.Cookies.Select(d => d.Code));
    }

    [Fact]
    public void Longer_paths_go_first_and_among_equals_the_older()
    {
        var clock = new FakeClock();
        var jar = new CookieJar(clock: clock);
        foreach (string line in new[] { "a=1; Path=/", "b=1; Path=/a/b", "c=1; Path=/; Domain=app.example", "d=1; Path=/a" })
        {
            jar.Receive(line, new(Home));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("b=1; d=1; a=1; c=1", jar.GetCookieHeader(Home));
        jar.Receive("a=2; Path=/", new(Home));
        Assert.Equal("b=1; d=1; a=2; c=1", jar.GetCookieHeader(Home));
    }

    [Fact]
    public void In_Chromium_a_new_value_makes_a_cookie_young_again()
    {
        var jar = new CookieJar(CookieJarOptions.Chromium, new FakeClock());
        Assert.All(new[] { "a=1", "b=1", "a=1" }, line => jar.Receive(line, new(Home)));
        Assert.Equal("a=1; b=1", jar.GetCookieHeader(Home));
        jar.Receive("a=2", new(Home));
        Assert.Equal("b=1; a=2", jar.GetCookieHeader(Home));
    }

    [Fact]
    public void A_cookie_that_is_sent_counts_as_used_and_one_that_has_expired_is_gone()
    {
        var clock = new FakeClock();
        var jar = new CookieJar(clock: clock);
        jar.Receive("a=1", new(Home));
        jar.Receive("b=1; Max-Age=10", new(Home));
        clock.Advance(TimeSpan.FromSeconds(10));
        CookieSelection selection = jar.Send(new(Home));
        Assert.Equal(["sent", "expired"], selection.Cookies.Select(d => d.Code));
        JarCookie left = Assert.Single(jar.GetCookies());
        Assert.Equal((clock.GetUtcNow(), 1), (left.LastAccess, jar.Count));
    }

    [Fact]
    public void The_header_can_be_written_as_octets()
    {
        (CookieJar jar, _) = With("a=1");
        var buffer = new ArrayBufferWriter<byte>();
        Assert.False(jar.WriteCookieHeader(new(Other), buffer));
        Assert.True(jar.WriteCookieHeader(new(Home), buffer));
        Assert.Equal("a=1"u8, buffer.WrittenSpan);
    }

    private static (CookieJar Jar, JarCookie Cookie) With(string line)
    {
        var jar = new CookieJar(clock: new FakeClock());
        CookieDecision stored = jar.Receive(line, new(Home));
        Assert.Equal(CookieOutcome.Stored, stored.Outcome);
        return (jar, stored.Cookie ?? throw new InvalidOperationException("There is no cookie."));
    }
}
