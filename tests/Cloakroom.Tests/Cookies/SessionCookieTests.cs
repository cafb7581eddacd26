using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class SessionCookieTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("https://app.example", "__Host-session_id=ID; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400")]
    [InlineData("https://localhost:4242", "__Host-session_id=ID; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400")]
    [InlineData("http://localhost:4242", "session_id=ID; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400")]
    [InlineData("http://shop.localhost", "session_id=ID; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400")]
    [InlineData("http://127.0.0.1:8080", "session_id=ID; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400")]
    [InlineData("http://[::1]:8080", "session_id=ID; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400")]
    public void The_public_address_decides_name_and_attributes(string publicUrl, string expected)
    {
        SessionCookie cookie = SessionCookie.For(Origin(publicUrl), Day);
        var id = SessionId.Create();
        Assert.Equal(expected.Replace("ID", id.Reveal(), StringComparison.Ordinal), cookie.Issue(id));
        Assert.Equal(expected[..expected.IndexOf('=', StringComparison.Ordinal)], cookie.Name);
    }

    [Theory]
    [InlineData("https://app.example", "__Host-session_id=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")]
    [InlineData("http://localhost", "session_id=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")]
    public void It_is_deleted_with_the_attributes_it_was_set_with(string publicUrl, string expected) =>
        Assert.Equal(expected, SessionCookie.For(Origin(publicUrl), Day, SameSite.Lax).Delete());

    [Fact]
    public void For_display_a_placeholder_stands_for_the_secret() =>
        Assert.Equal(
            "session_id=(secret); Path=/; HttpOnly; SameSite=Strict; Max-Age=86400",
            SessionCookie.For(Origin("http://localhost"), Day).Describe("(secret)"));

    [Fact]
    public void Name_and_value_are_short()
    {
        string line = SessionCookie.For(Origin("https://app.example"), Day).Issue(SessionId.Create());
        Assert.InRange(line.IndexOf(';', StringComparison.Ordinal), 1, 128);
    }

    [Fact]
    public void What_no_browser_would_store_stops_the_start()
    {
        Assert.Throws<InvalidOperationException>(() => SessionCookie.For(Origin("http://localhost"), Day, SameSite.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionCookie.For(Origin("https://app.example"), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => SessionCookie.For(Origin("https://app.example"), -Day));
    }

    private static PublicOrigin Origin(string url)
    {
        Assert.True(PublicOrigin.TryCreate(url, out PublicOrigin? origin, out string problem), problem);
        return origin;
    }
}
