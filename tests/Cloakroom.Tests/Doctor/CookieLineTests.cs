using Cloakroom.Server.Doctor;

namespace Cloakroom.Tests.Doctor;

/// <summary>Lines as people paste them.</summary>
public sealed class CookieLineTests
{
    [Theory]
    [InlineData("sid=1; Path=/")]
    [InlineData("Set-Cookie: sid=1; Path=/")]
    [InlineData("set-cookie:sid=1;Path=/;")]
    [InlineData("  'Set-Cookie: sid=1; Path=/'\n")]
    [InlineData("Set-Cookie: \"sid=1; Path=/\"")]
    [InlineData("`sid=1; Path=/`")]
    public void What_was_copied_around_it_is_taken_off(string pasted) => Assert.Equal("sid=1; Path=/", CookieLine.Read(pasted).ToString());

    [Fact]
    public void A_line_is_shown_without_its_value_and_without_commands_for_the_terminal()
    {
        string shown = CookieLine.Read("sid=top-secret; Path=/\u001b[31m").Shown;
        Assert.Equal("sid=…; Path=/\ufffd[31m", shown);
        Assert.DoesNotContain("secret", CookieLine.Read("top-secret").Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Path", "/", "Every address")]
    [InlineData("path", "/shop", "/shop and addresses below")]
    [InlineData("Domain", ".example.com", "example.com and every host")]
    [InlineData("Domain", "co.uk", "public suffix")]
    [InlineData("Domain", "127.0.0.1", "IP address")]
    [InlineData("SameSite", "sometimes", "counts as absent")]
    [InlineData("Max-Age", "-5", "at once")]
    [InlineData("Max-Age", "99999999999", "400 days")]
    [InlineData("Max-Age", "soon", "Not a number")]
    [InlineData("Expires", "tomorrow", "Not a date")]
    [InlineData("Expires", "Thu, 01 Jan 2099 00:00:00 GMT", "2099-01-01")]
    [InlineData("Version", "1", "No attribute that browsers know")]
    public void An_attribute_is_explained_with_its_value(string name, string value, string part) =>
        Assert.Contains(part, AttributeSentence.Of(name, value), StringComparison.Ordinal);

    [Fact]
    public void Of_two_equal_attributes_the_first_is_said_to_be_overruled() => Assert.Equal(
        ["Written again further on, and the last one counts.", "Every address of this host gets it."],
        CookiePart.Explain(CookieLine.Read("a=b; Path=/x; path=/")).Where(p => p.Kind == CookiePartKind.Attribute).Select(p => p.Explanation));
}
