using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class SiteTests
{
    [Theory]
    [InlineData("https://example.com", "https://a.b.example.com:8443/path")]
    [InlineData("https://example.co.uk", "https://www.example.co.uk")]
    [InlineData("https://shop.vercel.app", "https://a.shop.vercel.app")]
    [InlineData("http://localhost:1", "http://localhost:2")]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.1:2")]
    [InlineData("http://[::1]:1", "http://[::1]:2")]
    [InlineData("https://example.com", "wss://live.example.com")]
    [InlineData("http://example.com", "ws://live.example.com")]
    [InlineData("https://example.com", "blob:https://www.example.com/0")]
    [InlineData("https://bücher.example", "https://www.xn--bcher-kva.example")]
    [InlineData("https://example.com.", "https://www.example.com.")]
    public void These_are_the_same_site(string a, string b) => Assert.Equal(Of(a), Of(b));

    [Theory]
    // Schemeful: http and https differ.
    [InlineData("http://example.com", "https://example.com")]
    [InlineData("https://example.com", "https://example.org")]
    [InlineData("https://example.co.uk", "https://other.co.uk")]
    [InlineData("https://a.vercel.app", "https://b.vercel.app")]
    [InlineData("https://vercel.app", "https://a.vercel.app")]
    [InlineData("http://localhost", "http://127.0.0.1")]
    [InlineData("http://localhost", "http://app.localhost")]
    [InlineData("http://127.0.0.1", "http://127.0.0.2")]
    [InlineData("http://1.127.0.1", "http://2.127.0.1")]
    [InlineData("https://example.com.", "https://example.com")]
    [InlineData("data:text/html,x", "data:text/html,x")]
    [InlineData("about:blank", "about:blank")]
    [InlineData("file:///tmp/a", "file:///tmp/a")]
    [InlineData("blob:null/0", "blob:null/0")]
    [InlineData("/relative", "/relative")]
    public void These_are_different_sites(string a, string b) => Assert.NotEqual(Of(a), Of(b));

    [Theory]
    [InlineData("com")]
    [InlineData("localhost")]
    [InlineData("192.0.2.7")]
    [InlineData("[::1]")]
    [InlineData(".")]
    [InlineData("com.")]
    public void Where_there_is_no_registrable_domain_the_host_is_the_site(string text)
    {
        Assert.True(HostName.TryParse(text, out HostName host));
        Assert.Equal(text, Site.Of("https", host, PublicSuffixList.Default).Domain);
    }

    [Fact]
    public void A_host_that_begins_with_a_dot_is_only_its_own_site()
    {
        Assert.True(HostName.TryParse(".com", out HostName host));
        Assert.Equal(".com", Site.Of("https", host, PublicSuffixList.Default).Domain);
    }

    [Theory]
    [InlineData("http://example.com", "https://www.example.com", true)]
    [InlineData("http://example.com", "https://example.org", false)]
    [InlineData("data:,", "data:,", false)]
    public void Without_the_scheme_more_are_the_same(string a, string b, bool same) =>
        Assert.Equal(same, Of(a).IsSchemelesslySame(Of(b)));

    [Fact]
    public void An_opaque_site_is_the_same_as_itself_only()
    {
        Site one = Site.NewOpaque();
        Assert.True(one.Equals(one) && one.IsSchemelesslySame(one) && one.IsOpaque);
        Assert.NotEqual(one, Site.NewOpaque());
        Assert.Equal("opaque", one.ToString());
        Assert.Equal("https://example.com", Of("https://www.example.com:1/a").ToString());
    }

    private static Site Of(string url) => Site.Of(new Uri(url, UriKind.RelativeOrAbsolute), PublicSuffixList.Default);
}
