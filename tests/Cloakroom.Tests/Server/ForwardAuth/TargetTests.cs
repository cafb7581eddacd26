using Cloakroom.Server.ForwardAuth;
using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class TargetTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    // What a person without the role gets, and what nobody gets.
    [Theory]
    [InlineData("/admin", 403, 401)]
    [InlineData("/admin/", 403, 401)]
    [InlineData("/admin?x=/public", 403, 401)]
    [InlineData("/ADMIN", 403, 401)]
    [InlineData("/%61dmin", 403, 401)]
    [InlineData("/%41DMIN/x", 403, 401)]
    [InlineData("/admin.", 403, 401)]
    [InlineData("/admin%20", 403, 401)]
    [InlineData("/admin.../x", 403, 401)]
    [InlineData("/administration", 200, 401)]
    [InlineData("/public/admin", 200, 200)]
    [InlineData("/PUBLIC/x", 200, 401)]
    [InlineData("/publicly", 200, 401)]
    [InlineData("/public/../admin", 400, 400)]
    [InlineData("/public/%2e%2e/admin", 400, 400)]
    [InlineData("/public/.%2E/admin", 400, 400)]
    [InlineData("/public/..%2fadmin", 400, 400)]
    [InlineData("/public/%2e%2e%2fadmin", 400, 400)]
    [InlineData("/public/..;/admin", 400, 400)]
    [InlineData("/public;x/admin", 400, 400)]
    [InlineData("/public%3bx", 400, 400)]
    [InlineData("//admin", 400, 400)]
    [InlineData("/public//x", 400, 400)]
    [InlineData("/public/./../admin", 400, 400)]
    [InlineData("/public/.", 400, 400)]
    [InlineData("/admin%2f", 400, 400)]
    [InlineData("/admin%00", 400, 400)]
    [InlineData("/admin%0a", 400, 400)]
    [InlineData("/admin%5c", 400, 400)]
    [InlineData("/public\\..\\admin", 400, 400)]
    [InlineData("/%2561dmin", 400, 400)]
    [InlineData("/public/%252e%252e/admin", 400, 400)]
    [InlineData("/public/100%25", 200, 200)]
    [InlineData("/public/caf%C3%A9", 200, 200)]
    [InlineData("/public/%c0%ae%c0%ae/admin", 400, 400)]
    [InlineData("/public/%ff", 400, 400)]
    [InlineData("/public/%EF%BC%8F", 400, 400)]
    [InlineData("/public/%EF%BC%8E%EF%BC%8E/admin", 400, 400)]
    [InlineData("/public/%", 400, 400)]
    [InlineData("/public/%4", 400, 400)]
    [InlineData("/public/%u002e", 400, 400)]
    [InlineData("/public#/../admin", 400, 400)]
    [InlineData("/public?x#y", 400, 400)]
    [InlineData("/public?a\\b", 200, 200)]
    [InlineData("/public?../../admin", 200, 200)]
    [InlineData("http://app.example.com/public", 400, 400)]
    [InlineData("public", 400, 400)]
    [InlineData("*", 400, 400)]
    [InlineData("/public\u00e9", 400, 400)]
    [InlineData("/public x", 400, 400)]
    [InlineData("/public\"", 400, 400)]
    public async Task A_place_is_read_in_one_way_or_refused(string target, int person, int nobody)
    {
        WireAnswer known = await proxy.AskAsync(target, cookie: proxy.Person), anonymous = await proxy.AskAsync(target);
        Assert.Equal((person, nobody), (known.Status, anonymous.Status));
        Assert.Equal(person == 400 ? "invalid_request" : known.Code, known.Code);
    }

    [Fact]
    public void An_address_is_as_long_as_a_line_of_a_request()
    {
        string longest = $"/{new string('a', RequestTarget.MaxLength - 1)}";
        Assert.True(RequestTarget.TryParse(longest, out _, out _));
        Assert.False(RequestTarget.TryParse(longest + "a", out _, out string problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("/", new string[0])]
    [InlineData("/?q", new string[0])]
    [InlineData("/a/b%20c/?x=%2f%00", new[] { "a", "b c" })]
    public void What_is_read_is_the_decoded_path(string text, string[] segments)
    {
        Assert.True(RequestTarget.TryParse(text, out RequestTarget? target, out _));
        Assert.Equal(text, target.Raw);
        Assert.Equal(segments, target.Segments);
    }
}
