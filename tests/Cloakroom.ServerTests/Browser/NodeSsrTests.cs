using Cloakroom.ServerTests.Clients;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Pages of a Node server and those of Cloakroom behind one address, as a person sees them.</summary>
public sealed class NodeSsrTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task Arrive_register_be_greeted_follow_a_link_leave()
    {
        var url = new Uri($"http://localhost:{FreePort.Next()}");
        await using ServerProcess server = await ServerProcess.StartAsync(new() { ["PublicUrl"] = url.GetLeftPart(UriPartial.Authority) });
        await using StartedNode node = await StartedNode.StartAsync(url, server.Url);
        IPage page = await NewPageAsync();
        ILocator heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });

        await page.GotoAsync(url.ToString());
        await Expect(heading).ToHaveTextAsync("Log in");
        await page.Locator("#main").GetByRole(AriaRole.Link, new() { Name = "Register" }).ClickAsync();
        await page.GetByLabel("Email").FillAsync(Person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Expect(heading).ToHaveTextAsync($"Hello {Person.Email}");

        // From another site the browser holds the Strict cookie back at first.
        await page.GotoAsync("data:text/html,<a href='" + url + "'>there</a>");
        await page.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(heading).ToHaveTextAsync($"Hello {Person.Email}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(heading).ToHaveTextAsync("Log in");
    }
}
