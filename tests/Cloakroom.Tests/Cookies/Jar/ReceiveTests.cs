using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>What becomes of a line, rule by rule (RFC 6265bis 5.6 and 5.7).</summary>
public sealed class ReceiveTests
{
    private const string Https = "https://www.app.example/a/b";
    private const string Http = "http://www.app.example/a/b";

    public static TheoryData<string, string, string> Lines => new()
    {
        { "a=1", Https, "stored" },
        { "a=1; Domain=app.example", Https, "stored" },
        { "a=1; Domain=.APP.example", Https, "stored" },
        { "a=1; Domain=", Https, "stored" },
        { "a=1; Domain=localhost", "http://localhost/", "stored" },
        { "a=1; Domain=127.0.0.1", "http://127.0.0.1/", "stored" },
        { "a=1; Domain=[::1]", "http://[::1]/", "stored" },
        { "a=1", "ws://www.app.example/", "stored" },
        { "a=1; Secure", "wss://www.app.example/", "stored" },
        { "a=1; Secure", "http://localhost:8080/", "stored" },
        { "a=1; Secure", "http://api.localhost/", "stored" },
        { "a=1; Secure", "http://127.0.0.1/", "stored" },
        { "a=1; Secure", "http://[::1]/", "stored" },
        { "a=1; Domain=co.uk", "https://co.uk/", "stored" },
        { "a=1; Domain=vercel.app", "https://vercel.app/", "stored" },
        { "__Host-a=1; Secure; Path=/", Https, "stored" },
        { "__Host-a=1; Secure; Path=/; Domain=", Https, "stored" },
        { "__Secure-a=1; Secure", Https, "stored" },
        { "__Http-a=1", Https, "stored" },
        { "a=1; SameSite=None; Secure", Https, "stored" },
        { "a=1; SameSite=nonsense", Http, "stored" },
        { "a=1; Partitioned; Secure", Https, "stored" },
        { "a=\t1\t\t2", Https, "stored" },
        { "=", Https, "empty" },
        { "", Https, "empty" },
        { "; Secure", Https, "empty" },
        { "a=\u0001", Https, "control-character" },
        { "a=1; x=\u007f", Https, "control-character" },
        { "a=1; Domain=bücher.example", Https, "domain-not-ascii" },
        { "a=1; Domain=co.uk", "https://shop.co.uk/", "public-suffix" },
        { "a=1; Domain=vercel.app", "https://mine.vercel.app/", "public-suffix" },
        { "a=1; Domain=example", Https, "public-suffix" },
        { "a=1; Domain=kawasaki.jp", "https://shop.chuo.kawasaki.jp/", "public-suffix" },
        { "a=1; Domain=kawasaki.jp", "https://city.kawasaki.jp/", "public-suffix" },
        { "a=1; Domain=compute.amazonaws.com", "https://mine.eu.compute.amazonaws.com/", "public-suffix" },
        { "a=1; Domain=city.kawasaki.jp", "https://www.city.kawasaki.jp/", "stored" },
        { "a=1; Domain=other.example", Https, "domain-mismatch" },
        { "a=1; Domain=api.app.example", Https, "domain-mismatch" },
        { "a=1; Domain=pp.example", Https, "domain-mismatch" },
        { "a=1; Domain=app.example.", Https, "domain-mismatch" },
        { "a=1; Domain=0.0.1", "http://127.0.0.1/", "domain-mismatch" },
        { "a=1; Domain=..", Https, "domain-mismatch" },
        { "a=1; Domain=127.0.0.1", "http://localhost/", "domain-mismatch" },
        { "a=1; Secure", Http, "secure-over-http" },
        { "a=1; Secure", "http://localhost.app.example/", "secure-over-http" },
        { "a=1; SameSite=None", Https, "samesite-none-without-secure" },
        { "__Secure-a=1", Https, "prefix-secure" },
        { "__sEcUrE-a=1", Https, "prefix-secure" },
        { "__Host-a=1; Path=/", Https, "prefix-host" },
        { "__HOST-a=1; Secure", Https, "prefix-host" },
        { "__Host-a=1; Secure; Path=/x", Https, "prefix-host" },
        { "__Host-a=1; Secure; Path=/; Domain=www.app.example", Https, "prefix-host" },
        { "=__Host-a", Https, "prefix-nameless" },
        { "__secure-a=1=2", Https, "prefix-secure" },
        { "=__Secure-a=1; Secure", Https, "prefix-nameless" },
        { "a=1; Partitioned", Https, "partitioned-without-secure" },
        { "a=1; Max-Age=0", Https, "expired" },
        { "a=1; Max-Age=-99999999999999999999", Https, "expired" },
        { "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Https, "expired" },
        { "a=1", "ftp://www.app.example/", "no-cookies-here" },
        { "a=1", "data:text/html,x", "no-cookies-here" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_meets_its_rule(string line, string url, string code) => Assert.Equal(code, Jar().Receive(line, new(new Uri(url))).Code);

    [Theory]
    [InlineData(4096, "stored")]
    [InlineData(4097, "too-long")]
    public void Name_and_value_together_have_4096_octets_at_most(int length, string code) =>
        Assert.Equal(code, Jar().Receive($"a={new string('x', length - 1)}", new(new Uri(Https))).Code);

    [Theory]
    [InlineData(1024, "/xxx")]
    [InlineData(1025, "/a")]
    public void An_attribute_of_more_than_1024_octets_does_not_count(int length, string begin) =>
        Assert.StartsWith(begin, Jar().Receive($"a=1; Path=/{new string('x', length - 1)}", new(new Uri(Https))).Cookie?.Path, StringComparison.Ordinal);

    [Theory]
    [InlineData("__Http-a=1; Secure", "prefix-http")]
    [InlineData("__Http-a=1; HttpOnly", "prefix-http")]
    [InlineData("__Http-a=1; Secure; HttpOnly", "stored")]
    [InlineData("__Host-Http-a=1; Secure; HttpOnly", "prefix-host")]
    [InlineData("__Host-Http-a=1; Secure; Path=/", "prefix-http")]
    [InlineData("__Host-Http-a=1; Secure; HttpOnly; Path=/", "stored")]
    [InlineData("=__Http-a", "prefix-nameless")]
    public void The_prefixes_for_HTTP_bind_when_they_are_switched_on(string line, string code) =>
        Assert.Equal(code, Jar(new() { HttpPrefixes = true }).Receive(line, new(new Uri(Https))).Code);

    [Fact]
    public void Loopback_is_not_secure_when_it_is_not_trusted() =>
        Assert.Equal(CookieRule.SecureOverHttp, Jar(new() { TrustLoopback = false }).Receive("a=1; Secure", new(new Uri("http://localhost/"))).Rule);

    [Fact]
    public void Partitioned_is_ignored_when_it_is_switched_off() =>
        Assert.Null(Jar(new() { Partitioned = false }).Receive("a=1; Partitioned", new(new Uri(Https))).Cookie?.Partition);

    [Fact]
    public void A_script_sets_no_HttpOnly_cookie_and_replaces_none()
    {
        CookieJar jar = Jar();
        var page = CookieContext.Script(new Uri(Https));
        Assert.Equal(CookieRule.HttpOnlyFromScript, jar.Receive("a=1; HttpOnly", page).Rule);
        jar.Receive("a=1; HttpOnly", new(new Uri(Https)));
        Assert.Equal(CookieRule.HttpOnlyOverwrite, jar.SetDocumentCookie("a=2", new(new Uri(Https))).Rule);
        Assert.Equal(CookieRule.HttpOnlyOverwrite, jar.SetDocumentCookie("a=; Max-Age=0", new(new Uri(Https))).Rule);
        Assert.Equal("a=1", jar.GetCookieHeader(new Uri(Https)));
        Assert.Equal("", jar.GetDocumentCookie(new(new Uri(Https))));
    }

    // 5.7 step 16; the example is that of the draft's note.
    [Theory]
    [InlineData("a=2; Path=/login", "leave-secure-alone")]
    [InlineData("a=2; Path=/login/en", "leave-secure-alone")]
    [InlineData("a=2; Path=/", "stored")]
    [InlineData("a=2; Path=/foo", "stored")]
    [InlineData("a=2; Path=/loginx", "stored")]
    [InlineData("b=2; Path=/login", "stored")]
    [InlineData("a=2; Path=/login; Domain=app.example", "leave-secure-alone")]
    [InlineData("a=; Path=/login; Max-Age=0", "leave-secure-alone")]
    public void Plain_http_does_not_overlay_a_Secure_cookie(string line, string code)
    {
        CookieJar jar = Jar();
        jar.Receive("a=1; Secure; Path=/login", new(new Uri(Https)));
        Assert.Equal(code, jar.Receive(line, new(new Uri(Http))).Code);
    }

    [Theory]
    [InlineData("a=1; Secure; Path=/; Domain=app.example", "http://www.app.example/", "leave-secure-alone")]
    [InlineData("a=1; Secure; Path=/", "http://app.example/", "leave-secure-alone")]
    [InlineData("a=1; Secure; Path=/", "http://api.app.example/", "stored")]
    [InlineData("a=1; Secure; Path=/", "http://deep.www.app.example/", "leave-secure-alone")]
    public void A_Secure_cookie_of_a_domain_above_or_below_is_left_alone_too(string secure, string url, string code)
    {
        CookieJar jar = Jar();
        jar.Receive(secure, new(new Uri(Https)));
        Assert.Equal(code, jar.Receive("a=2; Path=/", new(new Uri(url))).Code);
    }

    [Fact]
    public void Https_may_replace_a_Secure_cookie_by_one_without()
    {
        CookieJar jar = Jar();
        jar.Receive("a=1; Secure", new(new Uri(Https)));
        Assert.Equal(CookieRule.Replaced, jar.Receive("a=2", new(new Uri(Https))).Rule);
    }

    [Fact]
    public void An_expired_line_deletes_the_cookie_of_that_name_domain_and_path_alone()
    {
        CookieJar jar = Jar();
        jar.Receive("a=1; Path=/", new(new Uri(Https)));
        jar.Receive("a=2; Path=/a", new(new Uri(Https)));
        jar.Receive("a=3; Path=/; Domain=app.example", new(new Uri(Https)));
        CookieDecision deleted = jar.Receive("a=; Path=/; Max-Age=0", new(new Uri(Https)));
        Assert.Equal((CookieOutcome.Deleted, "a=2; a=3"), (deleted.Outcome, jar.GetCookieHeader(new Uri(Https))));
    }

    private static CookieJar Jar(CookieJarOptions? options = null) => new(options, new FakeClock());
}
