using System.Net;
using Cloakroom.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Throttling;

/// <summary>The limit of an address, over the wire and over all endpoints.</summary>
public sealed class AddressLimitTests
{
    private static readonly string[] Usual = ["--Accounts:TriesPerAddress", "20"];

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task Twenty_failed_logins_whatever_the_names_are_all_for_this_minute()
    {
        await using RunningServer server = await StartAsync();
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage wrong = await server.LoginAsync($"nobody{i}@example.org");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        _clock.Advance(TimeSpan.FromSeconds(30.2));
        using HttpResponseMessage late = await server.LoginAsync(), register = await server.RegisterAsync("eve@example.org"), form = await FormAsync(server, "/auth/register");
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_attempts", "30"), (late.StatusCode, await late.CodeAsync(), late.Headers.RetryAfter?.ToString()));
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_attempts", "30"), (register.StatusCode, await register.CodeAsync(), register.Headers.RetryAfter?.ToString()));
        Assert.Equal((HttpStatusCode.SeeOther, "/register?error=too_many_attempts&retry=30"), (form.StatusCode, form.Headers.Location?.ToString()));
        _clock.Advance(TimeSpan.FromSeconds(29.8));
        using HttpResponseMessage now = await server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, now.StatusCode);
    }

    [Fact]
    public async Task Logins_and_registrations_that_succeed_are_not_counted()
    {
        await using RunningServer server = await StartAsync();
        for (int i = 0; i < 25; i++)
        {
            using HttpResponseMessage registered = await server.RegisterAsync($"user{i}@example.org"), login = await server.LoginAsync($"user{i}@example.org");
            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (registered.StatusCode, login.StatusCode));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_counts_as_a_failed_login_does()
    {
        await using RunningServer server = await StartAsync();
        for (int i = 0; i < 10; i++)
        {
            using HttpResponseMessage taken = await server.RegisterAsync(), wrong = await server.LoginAsync($"nobody{i}@example.org");
            Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Unauthorized), (taken.StatusCode, wrong.StatusCode));
        }

        using HttpResponseMessage late = await server.LoginAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
    }

    [Fact]
    public async Task A_known_browser_is_let_in_although_the_others_behind_its_address_have_used_it_up()
    {
        await using RunningServer server = await StartAsync();
        using HttpClient known = Browser(server);
        using HttpResponseMessage first = await known.JsonAsync("/auth/login", RunningServer.Credentials());
        for (int i = 0; i < 21; i++)
        {
            using HttpResponseMessage wrong = await server.LoginAsync($"nobody{i}@example.org");
        }

        using HttpResponseMessage stranger = await server.LoginAsync(), again = await known.JsonAsync("/auth/login", RunningServer.Credentials());
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (stranger.StatusCode, again.StatusCode));
    }

    private async Task<RunningServer> StartAsync()
    {
        RunningServer server = await RunningServer.StartAsync(Usual, services => services.AddSingleton<TimeProvider>(_clock));
        using HttpResponseMessage registered = await server.RegisterAsync();
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        return server;
    }

    // As a page of this origin asks.
    private static HttpClient Browser(RunningServer server)
    {
        HttpClient browser = server.Browser();
        browser.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        return browser;
    }

    private static async Task<HttpResponseMessage> FormAsync(RunningServer server, string path)
    {
        using HttpClient client = server.Client();
        return await client.FormAsync(path, ("email", "eve@example.org"), ("password", RunningServer.Password));
    }
}
