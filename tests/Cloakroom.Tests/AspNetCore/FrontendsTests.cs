using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>Pages of another origin of the same site: what their scripts get, over a real connection.</summary>
public sealed class FrontendsTests
{
    private const string Page = "https://app.example", Api = "https://api.app.example";

    [Fact]
    public async Task A_listed_page_logs_in_and_reads_with_cookies()
    {
        await using TestApp app = await StartAsync();

        using HttpResponseMessage login = await app.PostAsync("/login?user=42", null, FromPage(Page));
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        AssertReadableBy(Page, login);
        string cookie = TestApp.CookieOf(login) ?? "";
        Assert.StartsWith("__Host-session_id=", cookie, StringComparison.Ordinal);

        using HttpResponseMessage own = await app.GetAsync("/private", cookie, FromPage(Page));
        Assert.Equal("42", await own.TextAsync());
        AssertReadableBy(Page, own);
        using HttpResponseMessage session = await app.GetAsync("/auth/session", cookie, FromPage(Page));
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
        AssertReadableBy(Page, session);
        Assert.Equal("Cookie, Authorization, Origin", session.Header("Vary"));
    }

    [Theory]
    [InlineData("/private", HttpStatusCode.Unauthorized)]
    [InlineData("/broken", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/public", HttpStatusCode.OK)]
    public async Task A_listed_page_reads_refusals_too(string path, HttpStatusCode status)
    {
        await using TestApp app = await StartAsync();

        using HttpResponseMessage answer = await app.GetAsync(path, null, FromPage(Page));

        Assert.Equal(status, answer.StatusCode);
        AssertReadableBy(Page, answer);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://sub.app.example")]
    [InlineData("https://app.example.evil.example")]
    [InlineData("http://app.example")]
    [InlineData("https://APP.example")]
    [InlineData("https://app.example:443")]
    [InlineData("https://app.example/")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData(Api)]
    public async Task Nobody_else_may_read_and_a_cache_is_told_so(string origin)
    {
        await using TestApp app = await StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/public", null, FromPage(origin));
        using HttpResponseMessage preflight = await app.SendAsync(HttpMethod.Options, "/public", null, null, [.. FromPage(origin), ("Access-Control-Request-Method", "PUT")]);

        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(preflight.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Origin", answer.Header("Vary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_origin_that_comes_twice_is_nobodys()
    {
        await using TestApp app = await StartAsync();

        string answer = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
            "GET /public HTTP/1.1", $"Host: {app.Address.Authority}", "Connection: close", $"Origin: {Page}", "Origin: https://evil.example", "", ""));

        Assert.DoesNotContain("Access-Control-", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_preflight_is_answered_before_anything_asks_who_it_is()
    {
        await using TestApp app = await StartAsync();
        int calls = app.Switch.Calls;

        using HttpResponseMessage answer = await app.SendAsync(HttpMethod.Options, "/private", "__Host-session_id=rubbish", null,
            [.. FromPage(Page), ("Access-Control-Request-Method", "DELETE"), ("Access-Control-Request-Headers", "content-type,x-csrf-token")]);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", answer.Header("Access-Control-Allow-Credentials"));
        Assert.Contains("DELETE", answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("content-type,x-csrf-token", answer.Header("Access-Control-Allow-Headers"));
        Assert.Equal("600", answer.Header("Access-Control-Max-Age"));
        Assert.Contains("Origin", answer.Header("Vary"), StringComparison.Ordinal);
        Assert.Equal(calls, app.Switch.Calls);
    }

    [Theory]
    [InlineData("x-a; x-b")]
    [InlineData("x-a:b")]
    public async Task Names_that_are_none_are_not_repeated(string names)
    {
        await using TestApp app = await StartAsync();

        string answer = await Raw.ExchangeAsync(app.Address, string.Join("\r\n",
            "OPTIONS /private HTTP/1.1", $"Host: {app.Address.Authority}", "Connection: close", $"Origin: {Page}", "Access-Control-Request-Method: PUT",
            $"Access-Control-Request-Headers: {names}", "", ""));

        Assert.StartsWith("HTTP/1.1 204 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-Allow-Headers", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_said_about_origins()
    {
        await using TestApp app = await new TestApp { OnKestrel = true }.StartAsync();

        using HttpResponseMessage answer = await app.GetAsync("/public", null, FromPage(Page));

        Assert.Empty(answer.Header("Vary"));
        Assert.Empty(answer.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task An_endpoint_with_a_policy_of_its_own_keeps_it()
    {
        await using TestApp app = await StartAsync(
            build: b => b.Services.AddCors(o => o.AddPolicy("open", p => p.AllowAnyOrigin())),
            after: a => a.UseCors(),
            map: a => a.MapGet("/open", () => "open").RequireCors("open"));

        using HttpResponseMessage answer = await app.GetAsync("/open", null, FromPage(Page));

        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Empty(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_listed_page_of_another_site_stops_the_start()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(page: "https://other.example"));
        Assert.Contains("they are different sites", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_address_is_known_only_from_listening_it_stops_the_start_then()
    {
        await using var app = new TestApp { OnKestrel = true, Options = o => o.CsrfOrigins.Add("http://localhost:5173") };
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(app.StartAsync);
        Assert.StartsWith("Cloakroom:Csrf:Origins has 'http://localhost:5173' and PublicUrl is http://127.0.0.1:", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(
        string page = Page, Action<WebApplicationBuilder>? build = null, Action<WebApplication>? after = null, Action<WebApplication>? map = null) => new TestApp
        {
            OnKestrel = true,
            Options = o =>
            {
                o.PublicUrl = Api;
                o.CsrfOrigins.Add(page);
            },
            Build = build ?? (_ => { }),
            AfterCloakroom = after ?? (_ => { }),
            Map = a =>
            {
                a.MapGet("/broken", (HttpContext _) => throw new StoreUnavailableException("away"));
                map?.Invoke(a);
            },
        }.StartAsync();

    private static (string, string)[] FromPage(string origin) => [("Origin", origin), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "cors")];

    private static void AssertReadableBy(string origin, HttpResponseMessage answer)
    {
        Assert.Equal(origin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", answer.Header("Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", answer.Header("Vary"), StringComparison.Ordinal);
        Assert.Contains("Retry-After", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }
}
