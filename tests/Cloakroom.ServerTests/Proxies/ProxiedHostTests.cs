using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>Apps on hosts of their own, each with a cookie of its own, and one login for all of them.</summary>
[Collection<InstallationCollection>]
public sealed class ProxiedHostTests(Chromium chromium, Installation installation) : People(chromium)
{
    private const string Place = "/shop/cups?size=large&then=%2Fa%3Fb";

    [Fact]
    public async Task One_login_is_enough_for_another_host_and_a_logout_there_ends_it_here()
    {
        IPage page = await NewPageAsync();
        ILocator heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        Site home = installation.Site("nginx", "Python");
        await page.GotoAsync(home.Origin + "/");
        await page.LogInHereAsync(Installation.Ada);
        await Expect(heading).ToHaveTextAsync($"Hello {Installation.Ada}");

        await page.GotoAsync(installation.OtherHost + Place);
        await Until.ArrivedAsync(page, url => url == installation.OtherHost + Place);
        await Expect(heading).ToHaveTextAsync($"Hello {Installation.Ada}");
        IReadOnlyList<BrowserContextCookiesResult> cookies = await page.Context.CookiesAsync();
        Assert.Equal(["app.localhost", "localhost"], cookies.Where(c => c.Name == "session_id").Select(c => c.Domain).Order(StringComparer.Ordinal));

        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Until.ArrivedAsync(page, url => url.StartsWith($"{installation.Issuer}/login", StringComparison.Ordinal));
        await page.GotoAsync(home.Origin + Place);
        await Expect(heading).ToHaveTextAsync("Log in");
    }

    [Fact]
    public async Task Whoever_begins_at_another_host_logs_in_at_home_and_is_back_where_they_were()
    {
        IPage page = await NewPageAsync();
        await page.GotoAsync(installation.OtherHost + Place);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Log in");
        Assert.StartsWith($"{installation.Issuer}/login", page.Url, StringComparison.Ordinal);
        await page.LogInHereAsync(Installation.Ada);
        await Until.ArrivedAsync(page, url => url == installation.OtherHost + Place);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Hello {Installation.Ada}");
    }
}
