using System.Text.Json.Nodes;
using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>An app that knows nothing of logins gets one from the proxy in front: what a person sees.</summary>
[Collection<InstallationCollection>]
public sealed class ProxiedAppTests(Chromium chromium, Installation installation) : People(chromium)
{
    private const string Place = "/shop/cups?size=large&milk=with%20%C3%A4&then=%2Fa%3Fb";

    [Theory]
    [InlineData("nginx", "Python")]
    [InlineData("nginx", "Node")]
    [InlineData("Caddy", "Python")]
    [InlineData("Caddy", "Node")]
    public async Task Anonymous_login_back_to_where_one_was_identity_logout(string proxy, string app)
    {
        Site site = installation.Site(proxy, app);
        IPage page = await NewPageAsync();
        ILocator heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });

        await page.GotoAsync(site.Origin + Place);
        await Expect(heading).ToHaveTextAsync("Log in");
        Assert.Equal("/login", new Uri(page.Url).AbsolutePath);
        await page.LogInHereAsync(Installation.Ada);

        await Until.ArrivedAsync(page, url => url == site.Origin + Place);
        await Expect(heading).ToHaveTextAsync($"Hello {Installation.Ada}");
        await Expect(page.Locator("#target")).ToHaveTextAsync(Place);
        await Expect(page.Locator("#user")).ToHaveTextAsync(installation.AdaId);
        await Expect(page.Locator("#claim-sub")).ToHaveTextAsync(installation.AdaId);
        await Expect(page.Locator("#claim-aud")).ToHaveTextAsync(site.Origin);
        await Expect(page.Locator("#claim-iss")).ToHaveTextAsync(installation.Issuer);
        Assert.InRange(await ClaimAsync(page, "exp") - await ClaimAsync(page, "iat"), 1, 60);

        IResponse? office = await page.GotoAsync(site.Origin + "/office/keys");
        Assert.Equal(403, office?.Status);
        await Expect(page.Locator("body")).ToContainTextAsync("role_required");

        await page.GotoAsync(site.Origin + "/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(heading).ToHaveTextAsync("Log in");
        await page.GotoAsync(site.Origin + Place);
        await Expect(heading).ToHaveTextAsync("Log in");
    }

    [Theory]
    [InlineData("nginx", "Node")]
    [InlineData("Caddy", "Python")]
    public async Task A_link_from_another_site_arrives_logged_in(string proxy, string app)
    {
        Site site = installation.Site(proxy, app);
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync(site.Origin + "/");
        await page.LogInHereAsync(Installation.Ada);
        await Until.ArrivedAsync(page, url => url == site.Origin + "/");

        await other.FollowLinkAsync(page, site.Origin + Place);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Hello {Installation.Ada}");
        Assert.Equal(site.Origin + Place, page.Url);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("Caddy")]
    public async Task What_is_asked_by_a_script_is_refused_with_a_reason_and_not_sent_to_the_login(string proxy)
    {
        Site site = installation.Site(proxy, "Python");
        IPage page = await NewPageAsync();
        await page.GotoAsync(site.Origin + "/public/");
        string answer = await page.EvaluateAsync<string>("async () => { const a = await fetch('/orders.json'); return `${a.status} ${a.redirected} ${(await a.json()).code}`; }");
        Assert.Equal("401 false no_credentials", answer);
    }

    private static async Task<long> ClaimAsync(IPage page, string name) =>
        JsonNode.Parse(await page.Locator($"#claim-{name}").InnerTextAsync())?.GetValue<long>() ?? 0;
}
