using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>Paths as browsers send them (WHATWG URL), which is not always what <see cref="Uri"/> says.</summary>
public sealed class UrlPathTests
{
    [Theory]
    [InlineData("https://app.example", "/")]
    [InlineData("https://app.example?a=/%41", "/")]
    [InlineData("https://app.example/a/b?c#d", "/a/b")]
    [InlineData("https://app.example/a?/%41", "/a")]
    [InlineData("https://app.example/f%6Fo", "/f%6Fo")]
    [InlineData("https://app.example/%C2%B8", "/%C2%B8")]
    [InlineData("https://app.example/%b8", "/%b8")]
    [InlineData("https://app.example/%", "/%")]
    [InlineData("https://app.example/a|b[c]", "/a|b[c]")]
    [InlineData("https://app.example/a b^{}\"<>`", "/a%20b%5E%7B%7D%22%3C%3E%60")]
    [InlineData("https://app.example/ä/中", "/%C3%A4/%E4%B8%AD")]
    [InlineData("https://bücher.example/a", "/a")]
    [InlineData("https://app.example/a/../b", "/b")]
    [InlineData("https://app.example/a/./b/..", "/a/")]
    [InlineData("https://app.example/a/%2e%2E/%41", "/%41")]
    [InlineData("https://app.example/%41/%2e%2e", "/")]
    [InlineData("https://app.example/%41/..", "/")]
    [InlineData("https://app.example/%41/.", "/%41/")]
    [InlineData("https://app.example/../../%41", "/%41")]
    [InlineData("https://app.example//%41//", "//%41//")]
    [InlineData("https://app.example/%41\\b", "/%41/b")]
    [InlineData("https://user:p%40ss@app.example:8443/a", "/a")]
    [InlineData("https://[::1]/a%2fb", "/a%2fb")]
    public void A_path_keeps_what_browsers_keep(string url, string path) => Assert.Equal(path, UrlPath.Of(new Uri(url)));

    [Fact]
    public void An_address_made_of_two_has_the_path_of_both() => Assert.Equal("/a/%6F", UrlPath.Of(new Uri(new Uri("https://app.example/a/b?c"), "x/../%6F")));
}
