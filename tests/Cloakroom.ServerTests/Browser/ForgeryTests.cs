using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Another site makes the browser post: refused ahead of everything, and the session of the person stays.</summary>
public sealed class ForgeryTests(Chromium chromium) : People(chromium)
{
    [Theory]
    [InlineData("/auth/logout")]
    [InlineData("/auth/login")]
    [InlineData("/auth/register")]
    [InlineData("/auth/sessions")]
    public async Task A_form_on_another_site_changes_nothing(string path)
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        await page.GotoAsync(other.Url);
        await ForgeAsync(page, server, path, "csrf_cross_site");
    }

    // Another port of the same host is another origin of the same site: Strict lets the cookie travel, so the check has to hold by itself.
    [Theory]
    [InlineData("/auth/logout")]
    [InlineData("/auth/login")]
    public async Task A_form_on_another_port_changes_nothing_though_the_cookie_comes_along(string path)
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);

        await page.GotoAsync($"http://localhost:{other.Port}/");
        Arrival arrival = await ForgeAsync(page, server, path, "csrf_same_site");

        Assert.True(arrival.BroughtSession, arrival.ToString());
    }

    private static async Task<Arrival> ForgeAsync(IPage page, InProcessServer server, string path, string code)
    {
        server.Recorder.Clear();
        string target = server.Url.GetLeftPart(UriPartial.Authority) + path;
        await Way.Named("form that posts").GoAsync(page, target);

        Assert.Equal(code, await page.Locator("dd code").First.InnerTextAsync());
        Arrival arrival = Assert.Single(server.Recorder.At(path));
        Assert.Equal(403, arrival.Status);
        Assert.Empty(arrival.SetCookie);
        await page.GotoAsync(server.Url.ToString());
        Assert.Equal($"You are {Person.Email}", await page.InnerTextAsync("h1"));
        return arrival;
    }
}
