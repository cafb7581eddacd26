using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("app.example", "app.example")]
    [InlineData("App.EXAMPLE", "app.example")]
    [InlineData("app.example.", "app.example.")]
    [InlineData("under_score.example", "under_score.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--BCHER-kva.example", "xn--bcher-kva.example")]
    [InlineData("食狮。公司．cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("a..example", "a..example")]
    [InlineData("1.2.3.example", "1.2.3.example")]
    [InlineData("0xg", "0xg")]
    public void A_name_is_written_in_lower_case_A_labels(string text, string host)
    {
        Assert.True(HostName.TryParse(text, out HostName name));
        Assert.Equal((host, false), (name.Text, name.IsAddress));
        Assert.False(HostName.IsAddressText(name.Text));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1.", "127.0.0.1")]
    [InlineData("127.1", "127.0.0.1")]
    [InlineData("0x7f.0.0.1", "127.0.0.1")]
    [InlineData("0X7F.1", "127.0.0.1")]
    [InlineData("017700000001", "127.0.0.1")]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("[2001:DB8:0:0::1]", "[2001:db8::1]")]
    [InlineData("2001:db8::1", "[2001:db8::1]")]
    [InlineData("[::ffff:1.2.3.4]", "[::ffff:102:304]")]
    [InlineData("::1", "[::1]")]
    public void An_address_is_written_in_one_way(string text, string host)
    {
        Assert.True(HostName.TryParse(text, out HostName name));
        Assert.Equal((host, true), (name.Text, name.IsAddress));
        Assert.True(HostName.IsAddressText(name.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a/b")]
    [InlineData("a%41")]
    [InlineData("a@b")]
    [InlineData("a:80")]
    [InlineData("a\0b")]
    [InlineData("[::1")]
    [InlineData("::1]")]
    [InlineData("[[::1]]")]
    [InlineData("[fe80::1%eth0]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4.5")]
    [InlineData("a.1")]
    [InlineData("ü..example")]
    public void What_browsers_take_for_no_host_is_refused(string text) => Assert.False(HostName.TryParse(text, out _));

    // Not in a list of cases: the runner would mend it.
    [Fact]
    public void Half_a_character_is_no_host() => Assert.False(HostName.TryParse("a\uD800.example", out _));

    [Theory]
    [InlineData("https://App.Example:8443/path", "app.example")]
    [InlineData("https://bücher.example", "xn--bcher-kva.example")]
    [InlineData("http://[2001:db8::0:1]:80/", "[2001:db8::1]")]
    [InlineData("http://127.0.0.1", "127.0.0.1")]
    [InlineData("data:text/plain,x", null)]
    [InlineData("/relative", null)]
    public void An_address_has_the_host_that_it_names(string url, string? host)
    {
        bool has = HostName.TryParse(new Uri(url, UriKind.RelativeOrAbsolute), out HostName name);
        Assert.Equal(host, has ? name.Text : null);
    }
}
