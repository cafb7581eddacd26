using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("https://app.example", "https://app.example")]
    [InlineData("https://app.example/", "https://app.example")]
    [InlineData("HTTPS://App.EXAMPLE", "https://app.example")]
    [InlineData("https://app.example:443", "https://app.example")]
    [InlineData("https://app.example:80", "https://app.example:80")]
    [InlineData("https://app.example:8443/", "https://app.example:8443")]
    [InlineData("https://xn--bcher-kva.example", "https://xn--bcher-kva.example")]
    [InlineData("https://192.0.2.7", "https://192.0.2.7")]
    [InlineData("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443")]
    [InlineData("http://localhost:80", "http://localhost")]
    [InlineData("http://localhost:4242", "http://localhost:4242")]
    [InlineData("http://LOCALHOST:4242", "http://localhost:4242")]
    [InlineData("http://a.b.localhost", "http://a.b.localhost")]
    [InlineData("http://127.0.0.1:4242", "http://127.0.0.1:4242")]
    [InlineData("http://127.255.255.254", "http://127.255.255.254")]
    [InlineData("http://[::1]:4242", "http://[::1]:4242")]
    public void It_is_serialized_as_browsers_do_in_Origin(string text, string serialized)
    {
        Assert.True(PublicOrigin.TryCreate(text, out PublicOrigin? origin, out string problem), problem);
        Assert.Equal(serialized, origin.Serialized);
        Assert.Equal(serialized.StartsWith("https:", StringComparison.Ordinal), origin.IsHttps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("app.example")]
    [InlineData("/")]
    [InlineData("//app.example")]
    [InlineData("ftp://app.example")]
    [InlineData("javascript://app.example")]
    [InlineData("https:app.example")]
    [InlineData("https://")]
    [InlineData("https://app.example/path")]
    [InlineData("https://app.example//")]
    [InlineData("https://app.example?a=b")]
    [InlineData("https://app.example?")]
    [InlineData("https://app.example#")]
    [InlineData("https://ada@app.example")]
    [InlineData("https://app.example:0")]
    [InlineData("https://app.example:65536")]
    [InlineData("https://app.example, https://other.example")]
    [InlineData("null")]
    [InlineData("*")]
    public void What_is_not_an_origin_is_refused(string text) => AssertRefused(text, "not an http or https address");

    [Theory]
    [InlineData("http://app.example")]
    [InlineData("http://192.168.1.10:4242")]
    [InlineData("http://localhost.example")]
    [InlineData("http://notlocalhost")]
    [InlineData("http://128.0.0.1")]
    [InlineData("http://127.0.0.1.example")]
    [InlineData("http://[::2]")]
    [InlineData("http://0.0.0.0:4242")]
    [InlineData("http://[::]:4242")]
    public void Plain_http_to_another_machine_is_refused_with_both_ways_out(string text)
    {
        AssertRefused(text, "put TLS in front and set PublicUrl to the https address");
        AssertRefused(text, "use http://localhost");
    }

    [Theory]
    [InlineData("http://127.1", "http://127.0.0.1")]
    [InlineData("http://0x7f.1", "http://127.0.0.1")]
    [InlineData("http://0177.0.0.1:4242", "http://127.0.0.1:4242")]
    [InlineData("http://2130706433", "http://127.0.0.1")]
    [InlineData("http://[0:0:0:0:0:0:0:1]:4242", "http://[::1]:4242")]
    [InlineData("https://app.example:0443", "https://app.example")]
    [InlineData("https://app.example:", "https://app.example")]
    [InlineData("https://@app.example", "https://app.example")]
    [InlineData("https:\\\\app.example", "https://app.example")]
    [InlineData(" https://app.example", "https://app.example")]
    [InlineData("https://app.example\t", "https://app.example")]
    [InlineData("https://app.example/./", "https://app.example")]
    [InlineData("https://app.example/%2e", "https://app.example")]
    public void An_odd_spelling_is_refused_and_the_usual_one_is_offered(string text, string offered) => AssertRefused(text, "set that.", offered);

    // Programs and browsers translate these by different rules, so that two names could be taken for one.
    [Theory]
    [InlineData("https://b\u00FCcher.example")]
    [InlineData("https://fa\u00DF.example")]
    [InlineData("https://\u24B6pp.example")]
    [InlineData("http://localhost\u3002")]
    [InlineData("http://\uFF11\uFF12\uFF17.0.0.1")]
    public void A_host_outside_ASCII_is_refused(string text) => AssertRefused(text, "ASCII form");

    [Theory]
    [InlineData("http://localhost.")]
    [InlineData("http://127.0.0.1.")]
    [InlineData("https://app.example.")]
    [InlineData("http://[::ffff:127.0.0.1]")]
    [InlineData("http://[::127.0.0.1]")]
    [InlineData("http://[::1%25eth0]")]
    public void A_host_that_browsers_write_in_another_way_is_refused(string text) => AssertRefused(text, "leave out the dot");

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LocalHost", true)]
    [InlineData("shop.localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.9.10", true)]
    [InlineData("::1", true)]
    [InlineData("[::1]", true)]
    [InlineData("", false)]
    [InlineData(".localhost", false)]
    [InlineData("localhost.", false)]
    [InlineData("localhost.example", false)]
    [InlineData("xlocalhost", false)]
    [InlineData("127.1", false)]
    [InlineData("0x7f.1", false)]
    [InlineData("0x7f000001", false)]
    [InlineData("0177.0.0.1", false)]
    [InlineData("2130706433", false)]
    [InlineData("127.0.0.1.", false)]
    [InlineData("126.255.255.255", false)]
    [InlineData("128.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("[::ffff:127.0.0.1]", false)]
    [InlineData("0:0:0:0:0:0:0:1", false)]
    [InlineData("[[::1]]", false)]
    [InlineData("::1%lo", false)]
    [InlineData("0.0.0.0", false)]
    public void Loopback_is_recognised_in_its_usual_spelling_only(string host, bool loopback) =>
        Assert.Equal(loopback, PublicOrigin.IsLoopback(host));

    private static void AssertRefused(string text, params string[] reasons)
    {
        Assert.False(PublicOrigin.TryCreate(text, out PublicOrigin? origin, out string problem));
        Assert.Null(origin);
        Assert.StartsWith($"PublicUrl is '{text}'", problem, StringComparison.Ordinal);
        Assert.All(reasons, reason => Assert.Contains(reason, problem, StringComparison.Ordinal));
    }
}
