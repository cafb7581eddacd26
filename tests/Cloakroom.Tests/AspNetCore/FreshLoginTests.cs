using System.Net;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>What needs a recent login (ASVS 7.5.1), by the policy <c>fresh:…</c>.</summary>
public sealed class FreshLoginTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_recent_login_opens_and_an_old_one_is_told_to_log_in_again()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/delicate", cookie)).StatusCode);

        _clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(2));

        using HttpResponseMessage refused = await app.GetAsync("/delicate", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("fresh_login_required", await refused.CodeAsync());
        Assert.Contains("insufficient_user_authentication", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains("max_age=300", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Null(TestApp.CookieOf(refused));
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/private", cookie)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/delicate", await app.LoginAsync("ada", with: cookie))).StatusCode);
    }

    [Fact]
    public async Task A_person_is_sent_to_log_in_again_and_comes_back()
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");
        _clock.Advance(TimeSpan.FromMinutes(6));

        using HttpResponseMessage answer = await app.GetAsync("/delicate?a=1", cookie, Browser.Navigates());

        Assert.Equal("/login?return=%2Fdelicate%3Fa%3D1&error=fresh_login_required", answer.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("http://localhost/form?x=1", "%2Fform%3Fx%3D1")]
    [InlineData("http://evil.example/form", "%2F")]
    [InlineData("", "%2F")]
    public async Task A_form_leads_back_to_the_page_it_stands_on(string referer, string reached)
    {
        await using TestApp app = await StartAsync();
        string cookie = await app.LoginAsync("ada");
        _clock.Advance(TimeSpan.FromMinutes(6));

        using HttpResponseMessage answer = await app.SendAsync(
            HttpMethod.Post, "/delicate", cookie, new FormUrlEncodedContent([]), [.. Browser.Navigates(), ("Referer", referer)]);

        Assert.Equal($"/login?return={reached}&error=fresh_login_required", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Nobody_is_asked_to_log_in_and_without_the_role_a_new_login_would_not_help()
    {
        await using TestApp app = await StartAsync();
        Assert.Equal("no_credentials", await (await app.GetAsync("/delicate")).CodeAsync());
        string cookie = await app.LoginAsync("ada");
        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("role_required", await (await app.GetAsync("/delicate-admin", cookie)).CodeAsync());
    }

    [Theory]
    [InlineData("fresh:")]
    [InlineData("fresh:5")]
    [InlineData("fresh:0m")]
    [InlineData("fresh:-1m")]
    [InlineData("fresh:5 m")]
    public async Task A_policy_that_cannot_be_read_says_how_to_write_it(string name)
    {
        await using TestApp app = await StartAsync();
        var policies = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();

        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => policies.GetPolicyAsync(name));

        Assert.Contains("such as fresh:5m", wrong.Message, StringComparison.Ordinal);
    }

    private Task<TestApp> StartAsync() => new TestApp
    {
        Build = b => b.Services.AddSingleton<TimeProvider>(_clock),
        Map = a =>
        {
            a.MapMethods("/delicate", ["GET", "POST"], () => "done").RequireAuthorization("fresh:5m");
            a.MapGet("/delicate-admin", () => "done").RequireAuthorization("fresh:5m", "role:admin");
        },
    }.StartAsync();
}
