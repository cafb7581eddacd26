using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The whole way through the pages, as a person goes it: the real server as a process, the real browser, with and without scripts.</summary>
public sealed class JourneyTests(Chromium chromium) : People(chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Register_look_at_the_wire_end_another_device_log_out(bool scripts)
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        var options = new BrowserNewContextOptions { JavaScriptEnabled = scripts };
        IPage first = await NewPageAsync(options), second = await NewPageAsync(options);

        await ArriveAndRegisterAsync(first, server.Url);
        await ExpectTheWireAsync(first);
        await ExpectOneDeviceAsync(first);

        await second.LogInAsync(server.Url);
        await Expect(second).ToHaveTitleAsync("Your ticket · Cloakroom");
        await EndTheOtherDeviceAsync(first);
        await ExpectToBeOutAsync(second);

        await LogOutAsync(first, server.Url);
    }

    private static async Task ArriveAndRegisterAsync(IPage page, Uri server)
    {
        await page.GotoAsync(server.ToString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nobody is logged in here");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create the first account" }).ClickAsync();
        await page.GetByLabel("Email").FillAsync(Person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");
        await Expect(page.GetByText("admin", new() { Exact = true })).ToBeVisibleAsync();
    }

    // What the page says about the cookie is what the browser holds.
    private static async Task ExpectTheWireAsync(IPage page)
    {
        BrowserContextCookiesResult cookie = Assert.Single(await page.Context.CookiesAsync(), c => c.Name != "device");
        Assert.Equal(("session_id", "localhost", "/", true, false, SameSiteAttribute.Strict),
            (cookie.Name, cookie.Domain, cookie.Path, cookie.HttpOnly, cookie.Secure, cookie.SameSite));
        await Expect(page.Locator("#cookie")).ToHaveTextAsync("Cookie: session_id=43 characters, hidden; device=48 characters, hidden");
        await Expect(page.Locator("#set-cookie")).ToHaveTextAsync("Set-Cookie: session_id=43 characters, hidden; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400");
        Assert.DoesNotContain(cookie.Value, await page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task ExpectOneDeviceAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Devices" }).ClickAsync();
        await Expect(page.Locator(".device")).ToHaveCountAsync(1);
        await Expect(page.Locator(".device.mine h2")).ToHaveTextAsync("Chrome on Linux This device");
        await Expect(page.Locator("#alone")).ToBeVisibleAsync();
    }

    private static async Task EndTheOtherDeviceAsync(IPage page)
    {
        await page.ReloadAsync();
        await Expect(page.Locator(".device")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "End session" }).ClickAsync();
        Assert.Equal("ended", await page.NoticeAsync());
        await Expect(page.Locator(".device")).ToHaveCountAsync(1);
    }

    private static async Task ExpectToBeOutAsync(IPage page)
    {
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nobody is logged in here");
        Assert.Equal("revoked", await page.NoticeAsync());
        await page.GotoAsync(page.Url + "account/sessions");
        Assert.Equal("/login?return=%2Faccount%2Fsessions&error=revoked", new Uri(page.Url).PathAndQuery);
        Assert.Equal("revoked", await page.NoticeAsync());
    }

    private static async Task LogOutAsync(IPage page, Uri server)
    {
        await page.GotoAsync(server.ToString());
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        Assert.Equal("logged-out", await page.NoticeAsync());
        Assert.DoesNotContain(await page.Context.CookiesAsync(), c => c.Name != "device");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nobody is logged in here");
    }
}
