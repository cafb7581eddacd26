using Cloakroom.Cookies;
using Cloakroom.Server.Doctor;

namespace Cloakroom.Tests.Pages;

public sealed class CookiePartTests
{
    [Fact]
    public void Over_https_every_part_of_the_line_is_explained() => Assert.Equal(
        ["__Host-session_id", "43 characters, hidden", "Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=86400", "no Domain"],
        Explain("https://app.example").Select(Text), StringComparer.Ordinal);

    [Fact]
    public void On_http_loopback_the_missing_Secure_is_explained_too() => Assert.Equal(
        ["session_id", "43 characters, hidden", "Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=86400", "no Secure", "no Domain"],
        Explain("http://localhost:4242").Select(Text), StringComparer.Ordinal);

    [Theory]
    [InlineData("https://app.example", SameSite.Strict)]
    [InlineData("http://localhost", SameSite.Lax)]
    public void Every_part_has_a_sentence_of_its_own(string origin, SameSite sameSite)
    {
        IReadOnlyList<CookiePart> parts = Explain(origin, sameSite);
        Assert.All(parts, p => Assert.EndsWith(".", p.Explanation, StringComparison.Ordinal));
        Assert.Distinct(parts.Select(p => p.Explanation), StringComparer.Ordinal);
    }

    [Fact]
    public void Put_together_the_parts_are_the_line() => Assert.Equal(
        "__Host-session_id=43 characters, hidden; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=86400",
        string.Concat(Explain("https://app.example").Where(p => p.Kind != CookiePartKind.Absent).Select(p => p.Before + p.Text)));

    [Fact]
    public void The_lifetime_is_said_in_words() =>
        Assert.Contains(Explain("http://localhost"), p => p.Explanation.Contains("after 1 day;", StringComparison.Ordinal));

    private static string Text(CookiePart part) => part.Kind == CookiePartKind.Absent ? "no " + part.Text : part.Text;

    private static IReadOnlyList<CookiePart> Explain(string origin, SameSite sameSite = SameSite.Strict)
    {
        Assert.True(PublicOrigin.TryCreate(origin, out PublicOrigin? parsed, out _));
        return CookiePart.ExplainSession(SessionCookie.For(parsed, TimeSpan.FromDays(1), sameSite).Describe("hidden"));
    }
}
