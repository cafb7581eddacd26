using System.Text;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>What the jar keeps about a cookie (RFC 6265bis 5.6, 5.7).</summary>
public sealed class StoredAttributesTests
{
    private static readonly Uri Url = new("https://www.app.example/a/b/c?x#y");
    private readonly FakeClock _clock = new();

    [Fact]
    public void Everything_that_the_line_says_is_kept()
    {
        JarCookie cookie = Kept("sid=v=1; Path=/a; Domain=App.Example; Secure; HttpOnly; SameSite=strict; Max-Age=60; Partitioned");
        Assert.Equal(("sid", "v=1", "app.example", "/a"), (cookie.Name, cookie.Value, cookie.Domain, cookie.Path));
        Assert.Equal((false, true, true, SameSite.Strict), (cookie.HostOnly, cookie.Secure, cookie.HttpOnly, cookie.SameSite));
        Assert.Equal("https://app.example", $"{cookie.Partition}");
        Assert.Equal((_clock.GetUtcNow(), _clock.GetUtcNow(), _clock.GetUtcNow().AddSeconds(60)), (cookie.Created, cookie.LastAccess, cookie.Expires));
    }

    [Fact]
    public void What_it_does_not_say_has_the_draft_s_default()
    {
        JarCookie cookie = Kept("sid");
        Assert.Equal(("", "sid", "www.app.example", "/a/b", true), (cookie.Name, cookie.Value, cookie.Domain, cookie.Path, cookie.HostOnly));
        Assert.Equal((false, false, null, null, null), (cookie.Secure, cookie.HttpOnly, cookie.SameSite, cookie.Partition, cookie.Expires));
    }

    [Theory]
    [InlineData("Path=/x; Path=/y", "/y")]
    [InlineData("Path=/x; Path=y", "/a/b")]
    [InlineData("Path=/x; Path", "/a/b")]
    [InlineData("path=/%41;", "/%41")]
    [InlineData(" PATH \t= /x/ ", "/x/")]
    public void The_last_path_counts(string attributes, string path) => Assert.Equal(path, Kept($"a=1; {attributes}").Path);

    [Theory]
    [InlineData("SameSite=None; SameSite=Lax", SameSite.Lax)]
    [InlineData("SameSite=Lax; SameSite=Unknown", null)]
    [InlineData("SameSite", null)]
    public void The_last_SameSite_counts(string attributes, SameSite? sameSite) => Assert.Equal(sameSite, Kept($"a=1; {attributes}").SameSite);

    [Theory]
    [InlineData("Max-Age=60; Max-Age=120", 120)]
    [InlineData("Max-Age=60; Expires=Wed, 01 Jan 2025 00:00:00 GMT", 60)]
    [InlineData("Max-Age=60; Max-Age=x", 60)]
    [InlineData("Max-Age=+60; Expires=Thu, 01 Jan 2026 00:00:10 GMT", 10)]
    [InlineData("Expires=Thu, 01 Jan 2026 00:00:10 GMT; Expires=never", 10)]
    [InlineData("Expires=Sun, 01 Jan 2040 00:00:00 GMT", 400 * 86400)]
    [InlineData("Max-Age=99999999999999999999999", 400 * 86400)]
    [InlineData("Max-Age=1x", null)]
    [InlineData("Max-Age=-", null)]
    [InlineData("Max-Age=", null)]
    public void Max_Age_goes_before_Expires_and_400_days_are_the_most(string attributes, int? seconds) =>
        Assert.Equal(seconds is { } s ? _clock.GetUtcNow().AddSeconds(s) : null, Kept($"a=1; {attributes}").Expires);

    [Theory]
    [InlineData("Wed, 09 Jun 2027 10:18:14 GMT", "2027-06-09T10:18:14Z")]
    [InlineData("2027 jun 9 1:2:3", "2027-06-09T01:02:03Z")]
    [InlineData("09-JUN-27 10:18:14.99 PST", "2027-06-09T10:18:14Z")]
    [InlineData("29 Feb 2028 00:00:00", null)]
    [InlineData("29 Feb 2027 00:00:00", null)]
    [InlineData("1 Jan 1600 00:00:00", null)]
    [InlineData("1 Jan 2027 24:00:00", null)]
    [InlineData("1 Jan 2027 00:60:00", null)]
    [InlineData("1 Jan 2027 00:00:60", null)]
    [InlineData("1 Jan 2027", null)]
    [InlineData("32 Jan 2027 00:00:00", null)]
    public void A_date_is_read_forgivingly(string text, string? date)
    {
        DateTimeOffset? limited = date is null ? null : DateTimeOffset.Parse(date);
        _clock.SetUtcNow(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(text.Contains("2028", StringComparison.Ordinal) ? _clock.GetUtcNow().AddDays(400) : limited, Kept($"a=1; Expires={text}").Expires);
    }

    [Fact]
    public void Octets_are_kept_as_they_are()
    {
        var jar = new CookieJar(clock: _clock);
        byte[] line = [.. "n"u8, 0xe4, (byte)'=', 0xff, 0x80, .. "; Path=/"u8];
        JarCookie? cookie = jar.Receive(line, new(Url)).Cookie;
        Assert.NotNull(cookie);
        Assert.Equal<byte>([0xff, 0x80], cookie.ValueOctets.ToArray());
        Assert.Equal<byte>([(byte)'n', 0xe4], cookie.NameOctets.ToArray());
        Assert.Equal<byte>([(byte)'n', 0xe4, (byte)'=', 0xff, 0x80], jar.Send(new(Url)).Octets.ToArray());
    }

    [Fact]
    public void Text_stands_for_its_UTF8_octets()
    {
        var jar = new CookieJar(clock: _clock);
        jar.Receive("größe=大", new(Url));
        Assert.Equal("größe=大", jar.GetCookieHeader(Url));
        Assert.Equal(Encoding.UTF8.GetBytes("größe=大"), jar.Send(new(Url)).Octets.ToArray());
    }

    private JarCookie Kept(string line) => new CookieJar(clock: _clock).Receive(line, new(Url)).Cookie ?? throw new InvalidOperationException("There is no cookie.");
}
