using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>How Chromium reads what no server should write. The tests with a real browser found every row.</summary>
public sealed class ChromiumDialectTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);
    private static readonly Uri Home = new("https://www.app.example/");

    [Theory]
    [InlineData("a\tb=1", "stored", "tab-inside")]
    [InlineData("a=1\t2", "stored", "tab-inside")]
    [InlineData("a=1; x=1\t2", "stored", "tab-inside")]
    [InlineData("a=1; x\ty", "stored", "tab-inside")]
    [InlineData("a\t=\t1;\tSecure\t", "stored", "stored")]
    [InlineData("=a=b", "stored", "equals-without-name")]
    [InlineData("==", "stored", "equals-without-name")]
    [InlineData("a==", "stored", "stored")]
    [InlineData("=a", "stored", "stored")]
    [InlineData("a=1; Domain=.", "stored", "domain-mismatch")]
    [InlineData("a=1; Domain=", "stored", "stored")]
    [InlineData("__Host-a=1; Secure; Path=", "stored", "prefix-host")]
    [InlineData("__Host-a=1; Secure; Path=/", "stored", "stored")]
    public void A_line_meets_its_rule(string line, string draft, string chromium)
    {
        Assert.Equal(draft, new CookieJar().Receive(line, new(Home)).Code);
        Assert.Equal(chromium, Jar().Receive(line, new(Home)).Code);
    }

    [Fact]
    public void A_Domain_that_is_the_address_of_the_host_makes_no_second_cookie()
    {
        CookieJar jar = Jar();
        var here = new CookieContext(new Uri("https://127.0.0.1/"));
        jar.Receive("__Host-a=1; Secure; Path=/", here);
        Assert.Equal("replaced", jar.Receive("__Host-a=2; Secure; Path=/; Domain=127.0.0.1", here).Code);
        Assert.Equal("prefix-host", jar.Receive("__Host-a=2; Secure; Path=/; Domain=.127.0.0.1", here).Code);
        Assert.Equal("prefix-host", jar.Receive("__Host-a=2; Secure; Path=/; Domain=localhost", new(new Uri("https://localhost/"))).Code);
    }

    [Theory]
    [InlineData("https://azurewebsites.net/", "http://market.azurewebsites.net/", "stored")]
    [InlineData("https://app.example/", "http://www.app.example/", "leave-secure-alone")]
    [InlineData("https://www.app.example/", "http://app.example/", "leave-secure-alone")]
    public void Plain_http_leaves_Secure_cookies_of_its_own_site_alone(string secure, string plain, string code)
    {
        CookieJar jar = Jar();
        jar.Receive("a=1; Secure", new(new Uri(secure)));
        string line = plain.Contains("www", StringComparison.Ordinal) || code == "stored" ? "a=2" : "a=2; Domain=app.example";
        Assert.Equal(code, jar.Receive(line, new(new Uri(plain))).Code);
    }

    [Fact]
    public void A_frame_that_navigates_the_tab_to_its_own_site_is_same_site_wherever_it_stands()
    {
        var other = new Uri("https://other.example/");
        CookieContext link = CookieContext.Navigation(Home, Home) with { InitiatorAncestors = [other] };
        CookieJar jar = Jar(), draft = new();
        jar.Receive("a=1; SameSite=Strict", new(Home));
        draft.Receive("a=1; SameSite=Strict", new(Home));
        Assert.Equal("a=1", jar.GetCookieHeader(link));
        Assert.Null(draft.GetCookieHeader(link));
        Assert.Null(jar.GetCookieHeader(CookieContext.Navigation(Home, other) with { InitiatorAncestors = [Home] }));
        Assert.Null(jar.GetCookieHeader(CookieContext.Fetch(Home, Home) with { InitiatorAncestors = [other] }));
    }

    [Fact]
    public void A_script_reads_nothing_when_the_octets_are_no_text()
    {
        CookieJar jar = Jar();
        jar.Receive("a=1", new(Home));
        jar.Receive("b=\ufffd", new(Home));
        Assert.Equal("a=1; b=\ufffd", jar.GetDocumentCookie(new(Home)));
        jar.Receive([(byte)'c', (byte)'=', 0xe9], new(Home));
        Assert.Equal("", jar.GetDocumentCookie(new(Home)));
    }

    [Theory]
    [InlineData("Max-Age=+3600", "2026-11-22 07:00:00Z")]
    [InlineData("Max-Age=99999999999999999999", "2027-12-27 06:00:00Z")]
    [InlineData("Max-Age=3600x", null)]
    [InlineData("Max-Age=--1", null)]
    [InlineData("Max-Age=+-1", null)]
    [InlineData("Max-Age=3600; Max-Age=x", null)]
    [InlineData("Max-Age=3600; Max-Age", null)]
    [InlineData("Expires=10 Dec 2026 10:20:30; Expires=x", null)]
    [InlineData("Expires=10 Dec 2026 10:20:30; Max-Age=x", "2026-12-10 10:20:30Z")]
    public void The_last_attribute_counts_even_if_it_is_wrong(string attributes, string? expires) =>
        Assert.Equal(expires, Jar().Receive($"a=1; {attributes}", new(Home)).Cookie?.Expires?.ToString("u"));

    [Theory]
    [InlineData("Thu, 10 Dec 2026 10:20:30 GMT", "2026-12-10 10:20:30Z")]
    [InlineData("Thursday, 10-December-26 10:20:30 GMT", "2026-12-10 10:20:30Z")]
    [InlineData("10 Dec 2026 007:007:00000003", "2026-12-10 07:07:03Z")]
    [InlineData("1x 2 Dec 20x6 2026 1:2 10:20:30x 11:20:30", "2026-12-02 11:20:30Z")]
    [InlineData("10 Dec 02026 10:20:30", "2026-12-10 10:20:30Z")]
    [InlineData("10 Dec 12026 10:20:30", "2027-12-27 06:00:00Z")]
    [InlineData("31 Jun 12026 10:20:30", null)]
    [InlineData("10 Dec 002026 10:20:30", null)]
    [InlineData("10th Dec 2026 10:20:30", null)]
    [InlineData("010 Dec 2026 10:20:30", null)]
    [InlineData("10 Dec 2026b 10:20:30", null)]
    [InlineData("10 Dec 2026 10:20:30x", null)]
    [InlineData("10 Dec 2026 10:20:30:40", null)]
    [InlineData("10 Dec 2026 10:20:60", null)]
    [InlineData("10 Dec 2026 24:20:30", null)]
    [InlineData("99:99:99 10 Dec 2026 10:20:30", null)]
    [InlineData("00 10 Dec 2026 10:20:30", null)]
    [InlineData("10 Dec 2026", null)]
    [InlineData("10 De 2026 10:20:30", null)]
    [InlineData("99999999999999999999:0:0 10 Dec 2026", null)]
    public void A_date_is_told_by_length_and_colons(string date, string? expires) =>
        Assert.Equal(expires, Jar().Receive($"a=1; Expires={date}", new(Home)).Cookie?.Expires?.ToString("u"));

    [Theory]
    [InlineData("10 Dec 1600 10:20:30")]
    [InlineData("10 Dec 6 10:20:30")]
    [InlineData("1 Jan 0 10:20:30")]
    public void A_year_long_ago_is_a_year(string date) => Assert.Equal("expired", Jar().Receive($"a=1; Expires={date}", new(Home)).Code);

    private static CookieJar Jar() => new(CookieJarOptions.Chromium, new FakeClock(Now));
}
