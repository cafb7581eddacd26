namespace Cloakroom.Tests.AspNetCore;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/account/sessions?done=ended#list")]
    [InlineData("/a//b")]
    [InlineData("/%2F%2Fevil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/?next=https://evil.example")]
    [InlineData("/@evil.example")]
    [InlineData("/:80")]
    public void A_path_of_this_application_is_local(string path) => Assert.Equal(path, LocalPath.OrRoot(path));

    // Open redirects as found in the wild (OWASP Unvalidated Redirects and Forwards; WHATWG URL 4.4).
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("////evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData(" /local")]
    [InlineData("/a\\b")]
    [InlineData("/a\rb")]
    [InlineData("/a\u0000b")]
    [InlineData("/a b")]
    [InlineData("/\u2028/evil.example")]
    [InlineData("/\u3000/evil.example")]
    [InlineData("/caf\u00e9")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("?return=/")]
    [InlineData("#")]
    public void Anything_else_leads_to_the_root(string? path) => Assert.Equal("/", LocalPath.OrRoot(path));

    [Fact]
    public void A_path_has_an_end() => Assert.Equal("/", LocalPath.OrRoot("/" + new string('a', 2048)));
}
