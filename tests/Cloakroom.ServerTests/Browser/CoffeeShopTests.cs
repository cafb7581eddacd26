using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The story of the sample, clicked through.</summary>
public sealed class CoffeeShopTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task Order_come_back_fill_the_cart_leave()
    {
        await using StartedSample shop = await StartedSample.StartAsync("CoffeeShop");
        IPage page = await NewPageAsync();
        await page.GotoAsync(shop.Url.ToString());

        await ClickAsync(page, "Who am I?", "GET /api/settings", "401 ");
        await ClickAsync(page, "Order a Triple-Shot Mocha", "POST /api/login", """200 {"message":"Logged in successfully"}""");
        await Expect(page.Locator("#ticket")).ToContainTextAsync("Ticket #42");
        await ClickAsync(page, "Who am I?", "GET /api/settings", """200 {"user":42,"preferences":{"milk":"whole"}}""");
        await ClickAsync(page, "Add an espresso", "POST /api/cart", """200 {"items":[{"name":"Espresso","shots":1}]}""");
        await Expect(page.Locator("#exchanges")).Not.ToContainTextAsync("session_id");

        // A tab opened later shows the same ticket, and finds the same cart.
        IPage tab = await page.Context.NewPageAsync();
        await tab.GotoAsync(shop.Url.ToString());
        await ClickAsync(tab, "Add an espresso", "POST /api/cart", """200 {"items":[{"name":"Espresso","shots":1},{"name":"Espresso","shots":1}]}""");

        await ClickAsync(page, "Give Grace 100 points", "POST /api/points", """200 {"points":4900}""");
        await ClickAsync(page, "Log out", "POST /auth/logout", "204 ");
        await ClickAsync(tab, "Who am I?", "GET /api/settings", "401 ");
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Fact]
    public async Task The_ticket_is_the_cookie_of_the_story()
    {
        await using StartedSample shop = await StartedSample.StartAsync("CoffeeShop");
        IPage page = await NewPageAsync();
        await page.GotoAsync(shop.Url.ToString());

        IResponse login = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Order a Triple-Shot Mocha" }).ClickAsync(), r => r.Url.EndsWith("/api/login", StringComparison.Ordinal));

        Assert.Matches("^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=3600$", await login.HeaderValueAsync("Set-Cookie"));
    }

    private static async Task ClickAsync(IPage page, string button, string sent, string received)
    {
        ILocator latest = page.Locator("#exchanges li").First;
        int before = await page.Locator("#exchanges li").CountAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.Locator("#exchanges li")).ToHaveCountAsync(before + 1);
        await Expect(latest.Locator("code").Nth(0)).ToHaveTextAsync(sent);
        await Expect(latest.Locator("code").Nth(1)).ToContainTextAsync(received);
        await Expect(latest.Locator("code").Nth(2)).ToHaveTextAsync("(empty)");
    }
}
