using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class SetCookieTests
{
    [Fact]
    public void The_defaults_are_the_strict_ones() =>
        Assert.Equal("a=b; Path=/; Secure; HttpOnly; SameSite=Strict", new SetCookie("a", "b").ToHeader());

    [Fact]
    public void Every_attribute_can_be_written()
    {
        var cookie = new SetCookie("a", "b") { Path = "/shop", Secure = false, HttpOnly = false, SameSite = SameSite.Lax, MaxAge = TimeSpan.FromHours(1) };
        Assert.Equal("a=b; Path=/shop; SameSite=Lax; Max-Age=3600", cookie.ToHeader());
    }

    [Fact]
    public void A_deletion_repeats_the_attributes_and_has_no_value()
    {
        var cookie = new SetCookie("a", "b") { Path = "/shop", HttpOnly = false, SameSite = SameSite.Lax, MaxAge = TimeSpan.FromHours(1) };
        Assert.Equal("a=; Path=/shop; Secure; SameSite=Lax; Max-Age=0", cookie.AsDeletion().ToHeader());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 1)]
    [InlineData(86_400, 86_400)]
    [InlineData(400 * 86_400, 34_560_000)]
    [InlineData(4000 * 86_400L, 34_560_000)]
    public void Max_age_is_whole_seconds_of_400_days_at_most(double seconds, long written) =>
        Assert.EndsWith($"; Max-Age={written}", new SetCookie("a", "b") { MaxAge = TimeSpan.FromSeconds(seconds) }.ToHeader(), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a=b")]
    [InlineData("a;b")]
    [InlineData("a\r\nSet-Cookie:x")]
    [InlineData("caf\u00E9")]
    [InlineData("a\0")]
    [InlineData("[a]")]
    public void A_name_is_a_token(string name) => Assert.Throws<ArgumentException>(() => new SetCookie(name, "b"));

    [Theory]
    [InlineData("a b")]
    [InlineData("a;b")]
    [InlineData("a,b")]
    [InlineData("\"a\"")]
    [InlineData("a\\b")]
    [InlineData("a\r\nSet-Cookie: x=y")]
    [InlineData("a\t")]
    [InlineData("a\x7f")]
    [InlineData("caf\u00E9")]
    public void A_value_is_cookie_octets(string value)
    {
        Assert.Throws<ArgumentException>(() => new SetCookie("a", value));
        Assert.Throws<ArgumentException>(() => new SetCookie("a", "").WithValue(value));
    }

    [Fact]
    public void Name_and_value_have_4096_bytes_at_most()
    {
        Assert.NotNull(new SetCookie("a", new string('b', 4095)));
        Assert.Throws<ArgumentException>(() => new SetCookie("a", new string('b', 4096)));
    }

    public static TheoryData<string, SetCookie> Contradictions => new()
    {
        { "__Host- without Secure", new("__Host-a", "b") { Secure = false } },
        { "__Host- in any case without Secure", new("__hOSt-a", "b") { Secure = false } },
        { "__Host- with a path", new("__Host-a", "b") { Path = "/shop" } },
        { "__Secure- without Secure", new("__Secure-a", "b") { Secure = false } },
        { "SameSite=None without Secure", new("a", "b") { SameSite = SameSite.None, Secure = false } },
        { "SameSite that does not exist", new("a", "b") { SameSite = (SameSite)7 } },
        { "empty path", new("a", "b") { Path = "" } },
        { "path without slash", new("a", "b") { Path = "shop" } },
        { "path with an attribute in it", new("a", "b") { Path = "/; Domain=example.com" } },
        { "path with a line break", new("a", "b") { Path = "/\r\nX: y" } },
        { "path with a space", new("a", "b") { Path = "/a b" } },
        { "path too long to be kept", new("a", "b") { Path = "/" + new string('p', 1024) } },
        { "negative age", new("a", "b") { MaxAge = TimeSpan.FromSeconds(-1) } },
    };

    [Theory]
    [MemberData(nameof(Contradictions), DisableDiscoveryEnumeration = true)]
    public void A_cookie_that_no_browser_would_keep_cannot_be_written(string what, SetCookie cookie)
    {
        var refusal = Assert.Throws<InvalidOperationException>(cookie.ToHeader);
        Assert.True(refusal.Message.StartsWith(cookie.Name + ": ", StringComparison.Ordinal), what);
    }

    [Fact]
    public void What_the_prefixes_allow_can_be_written()
    {
        Assert.StartsWith("__Host-a=b; Path=/; Secure;", new SetCookie("__Host-a", "b").ToHeader(), StringComparison.Ordinal);
        Assert.StartsWith("__Secure-a=b; Path=/x; Secure;", new SetCookie("__Secure-a", "b") { Path = "/x" }.ToHeader(), StringComparison.Ordinal);
        Assert.EndsWith("SameSite=None", new SetCookie("a", "b") { SameSite = SameSite.None }.ToHeader(), StringComparison.Ordinal);
    }

    [Fact]
    public void Printing_it_shows_no_value() => Assert.DoesNotContain("secret", new SetCookie("a", "secret").ToString(), StringComparison.Ordinal);
}
