using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>A form that is sent to an app after the session has ended, as a person sees it.</summary>
[Collection<InstallationCollection>]
public sealed class ProxiedFormTests(Chromium chromium, Installation installation) : People(chromium)
{
    private const string Order = "Zürich & \"two\" cups <b>";

    [Theory]
    [InlineData("nginx", "Python")]
    [InlineData("Caddy", "Node")]
    public async Task It_is_kept_sent_again_after_the_login_and_arrives_as_it_was(string proxy, string app)
    {
        Site site = installation.Site(proxy, app);
        IBrowserContext person = await NewContextAsync();
        IPage page = await person.NewPageAsync();
        ILocator heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await page.GotoAsync(site.Origin + "/");
        await page.LogInHereAsync(Installation.Ada);
        await Until.ArrivedAsync(page, url => url == site.Origin + "/");
        await page.FillAsync("[name=order]", Order);
        using (var caller = new Caller(site.Url))
        {
            string session = (await person.CookiesAsync([site.Origin])).Single(c => c.Name == "session_id").Value;
            Assert.Equal(204, (await caller.LogOutAsync(session)).Status);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(heading).ToHaveTextAsync("Your form is still here");
        Assert.Equal(site.Origin + "/orders", page.Url);
        IPage login = await person.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Log in" }).ClickAsync());
        await login.LogInHereAsync(Installation.Ada);
        await Until.ArrivedAsync(login, url => new Uri(url).AbsolutePath == "/login" && !url.Contains("return", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the form again" }).ClickAsync();

        await Expect(heading).ToHaveTextAsync($"Hello {Installation.Ada}");
        await Expect(page.Locator("#target")).ToHaveTextAsync("/orders");
        await Expect(page.Locator("#form")).ToContainTextAsync("two");
        Assert.Contains(Order, (await page.Locator("#form").InnerTextAsync()).Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("Caddy")]
    public async Task One_of_another_site_is_refused_and_not_kept(string proxy)
    {
        Site site = installation.Site(proxy, "Python");
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync(other.Url);
        await page.SetContentAsync($"<form method=post action='{site.Origin}/orders'><input name=order value=planted><button>Win</button></form>");
        await page.ClickAsync("button");

        await Until.ArrivedAsync(page, url => url == site.Origin + "/orders");
        await Expect(page.Locator("body")).ToContainTextAsync("csrf_cross_site");
        Assert.DoesNotContain("planted", await page.ContentAsync(), StringComparison.Ordinal);
    }
}
