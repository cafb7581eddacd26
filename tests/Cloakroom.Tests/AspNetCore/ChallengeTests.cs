using System.Net;
using System.Text.Json;

namespace Cloakroom.Tests.AspNetCore;

public sealed class ChallengeTests
{
    [Fact]
    public async Task A_program_without_session_gets_401_with_the_reason()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Cookie realm=\"session\"", answer.Headers.WwwAuthenticate.ToString());
        JsonElement problem = await answer.JsonAsync();
        Assert.Equal(401, problem.GetProperty("status").GetInt32());
        Assert.Equal("no_credentials", problem.GetProperty("code").GetString());
        Assert.All(["title", "detail", "traceId"], name => Assert.NotEmpty(problem.GetProperty(name).GetString() ?? ""));
    }

    [Theory]
    [InlineData("Bearer", "malformed")]
    [InlineData("bearer nonsense", "malformed")]
    [InlineData("Bearer\tnonsense", "malformed")]
    [InlineData("Basic !!!", "no_credentials")]
    [InlineData("Bearers", "no_credentials")]
    public async Task Whoever_tries_another_way_is_told_of_bearer_tokens(string authorization, string code)
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", null, ("Authorization", authorization));

        Assert.Equal((HttpStatusCode.Unauthorized, code), (answer.StatusCode, await answer.CodeAsync()));
        string error = code == "malformed" ? ", error=\"invalid_token\"" : "";
        Assert.StartsWith($"Bearer realm=\"session\"{error}", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bearer_token_that_is_none_is_not_passed_over_for_the_cookie_beside_it()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();
        string cookie = await app.LoginAsync();

        Assert.Equal("malformed", await (await app.GetAsync("/private", cookie, ("Authorization", "Bearer"))).CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", cookie, ("Authorization", "Basic YTpi"))).StatusCode);
        string twice = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
            "GET /private HTTP/1.1", $"Host: {app.Address.Authority}", "Connection: close", $"Cookie: {cookie}", "Authorization: Bearer a", "Authorization: Bearer b", "", ""));
        Assert.StartsWith("HTTP/1.1 400 ", twice, StringComparison.Ordinal);
        Assert.Contains("invalid_request", twice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_of_a_page_gets_401_and_no_redirect()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", null, Browser.Fetches());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [InlineData("/private?a=b&c=d", "/login?return=%2Fprivate%3Fa%3Db%26c%3Dd")]
    [InlineData("/private", "/login?return=%2Fprivate")]
    public async Task A_navigation_is_sent_to_the_login_and_knows_the_way_back(string path, string location)
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage modern = await app.GetAsync(path, null, Browser.Navigates());
        using HttpResponseMessage old = await app.GetAsync(path, null, Browser.NavigatesOldStyle());

        Assert.All([modern, old], answer =>
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal(location, answer.Headers.Location?.OriginalString);
            Assert.Empty(TestApp.SetCookies(answer));
            Assert.Empty(answer.Headers.WwwAuthenticate);
        });
    }

    [Theory]
    [InlineData("navigate", "iframe")]
    [InlineData("no-cors", "image")]
    [InlineData("cors", "document")]
    public async Task What_is_not_shown_as_a_page_gets_401(string mode, string destination)
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync(
            "/private", null, ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination), ("Accept", "text/html"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_redirect_says_why_a_session_is_over()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", $"session_id={SessionId.Create().Reveal()}", Browser.Navigates());

        Assert.Equal("/login?return=%2Fprivate&error=unknown_session", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Without_a_login_page_a_navigation_gets_a_page_with_401()
    {
        await using TestApp app = await new TestApp { Options = o => o.LoginPath = "" }.StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", null, Browser.Navigates());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(answer.Headers.WwwAuthenticate);
        Assert.Contains("no_credentials", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task A_link_on_another_site_loads_the_page_again_from_here(string from)
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private?a=1&b=%22%3E%3Cscript%3E", null, Browser.Navigates(from));
        string page = await answer.TextAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"0; url=/private?a=1&amp;b=%22%3E%3Cscript%3E\">", page, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Empty(TestApp.SetCookies(answer));
    }

    [Fact]
    public async Task The_reload_stays_on_this_host_whatever_the_path()
    {
        // A fallback policy also guards addresses that do not exist, such as //evil.example.
        await using TestApp app = await new TestApp { Build = Fallback.Policy, OnKestrel = true }.StartAsync();

        string answer = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
            "GET //evil.example/x HTTP/1.1", "Host: localhost", "Connection: close", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "", ""));

        Assert.Contains("url=/\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Lax_cookie_needs_no_reload()
    {
        await using TestApp app = await new TestApp { Options = o => o.SameSite = Cloakroom.Cookies.SameSite.Lax }.StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", null, Browser.Navigates("cross-site"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_came_and_is_worthless_needs_no_reload()
    {
        await using TestApp app = await new TestApp().StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/private", "session_id=rubbish", Browser.Navigates("cross-site"));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task The_way_back_contains_the_base_path()
    {
        await using TestApp app = await new TestApp { BeforeCloakroom = a => Bases.Use(a, "/shop") }.StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/shop/private", null, Browser.Navigates());

        Assert.Equal("/shop/login?return=%2Fshop%2Fprivate", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_form_without_session_is_sent_to_the_login_and_not_back_to_itself()
    {
        await using TestApp app = await new TestApp { Map = Endpoints.Guarded }.StartAsync();
        using var form = new FormUrlEncodedContent([new("a", "b")]);

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Post, "/guarded", null, form, Browser.Navigates());

        Assert.Equal("/login?return=%2F", answer.Headers.Location?.OriginalString);
    }
}
