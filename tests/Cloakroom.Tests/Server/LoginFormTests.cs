using System.Net;

namespace Cloakroom.Tests.Server;

public sealed class LoginFormTests
{
    [Theory]
    [InlineData("/account/sessions", "/account/sessions")]
    [InlineData("/?a=b#c", "/?a=b#c")]
    [InlineData("/gr%C3%BC%C3%9Fe", "/gr%C3%BC%C3%9Fe")]
    [InlineData("/grüße", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: x=y", "/")]
    [InlineData("", "/")]
    public async Task A_form_goes_on_to_a_place_of_this_application_only(string wanted, string reached)
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.FormAsync(
            "/auth/login", ("email", RunningServer.Email), ("password", RunningServer.Password), ("return", wanted));
        Assert.Equal((HttpStatusCode.SeeOther, reached), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.StartsWith("session_id=", answer.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_refused_goes_back_to_the_login_page_with_the_code()
    {
        await using RunningServer server = await RunningServer.WithAccountAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.FormAsync("/auth/login", ("email", RunningServer.Email), ("password", "not the password"), ("return", "//evil"));
        Assert.Equal((HttpStatusCode.SeeOther, "/login?error=invalid_credentials"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Null(answer.Cookie());
    }
}
