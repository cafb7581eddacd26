using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Passkeys as a person meets them, with an authenticator that the browser simulates.</summary>
public sealed class PasskeyTests(Chromium chromium) : People(chromium)
{
    // With it the simulated authenticator answers as soon as the page opens, and nobody needs the button.
    private const string NoOffers = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;";

    [Fact]
    public async Task Add_name_log_out_log_in_without_a_password_remove()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.AddInitScriptAsync(NoOffers);
        VirtualAuthenticator authenticator = await VirtualAuthenticator.AddAsync(page);
        await page.RegisterAsync(server.Url);

        await AddAsync(page, server);
        Assert.Equal(1, await authenticator.CountAsync());
        await page.GetByText("Rename", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("New name of").FillAsync("The blue key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "passkey-renamed");
        await Expect(page.Locator(".passkey h2")).ToContainTextAsync("The blue key");
        await Expect(page.Locator(".passkey")).ToContainTextAsync("never");

        await LogOutAsync(page, server);
        await page.GotoAsync($"{server.Url}login?return=%2Faccount%2Fpasskeys");
        await EnterAsync(page);
        await Until.ArrivedAsync(page, u => u.EndsWith("/account/passkeys", StringComparison.Ordinal));
        await Expect(page.Locator(".passkey")).Not.ToContainTextAsync("never");
        await page.GotoAsync($"{server.Url}account");
        await Expect(page.Locator("main")).ToContainTextAsync("passkey and several factors");

        await page.GotoAsync($"{server.Url}account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "passkey-removed");
        await Expect(page.Locator(".passkey")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_browser_offers_it_in_the_field_for_the_address()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await VirtualAuthenticator.AddAsync(page);
        await page.RegisterAsync(server.Url);
        await AddAsync(page, server);
        await LogOutAsync(page, server);

        await page.GotoAsync($"{server.Url}login?return=%2Faccount%2Fsessions", new() { WaitUntil = WaitUntilState.Commit });

        await Until.ArrivedAsync(page, u => u.EndsWith("/account/sessions", StringComparison.Ordinal));
        await Expect(page.Locator(".device.mine")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Who_logged_in_long_ago_shows_it_again_and_comes_back()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.AddInitScriptAsync(NoOffers);
        await VirtualAuthenticator.AddAsync(page);
        await page.RegisterAsync(server.Url);
        await AddAsync(page, server);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "fresh_login_required");
        await page.GotoAsync($"{server.Url}account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "fresh_login_required");
        await EnterAsync(page);

        await Until.ArrivedAsync(page, u => u.EndsWith("/account/passkeys", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "passkey-removed");
    }

    [Fact]
    public async Task What_goes_wrong_is_said_with_what_to_do()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.AddInitScriptAsync(NoOffers + "PublicKeyCredential.signalAllAcceptedCredentials = undefined;");
        VirtualAuthenticator authenticator = await VirtualAuthenticator.AddAsync(page);
        await page.RegisterAsync(server.Url);
        await AddAsync(page, server);

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator("[data-passkey-add] [role=status]")).ToContainTextAsync("on this device already");

        // Still on the device, but not known here any more.
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "passkey-removed");
        await LogOutAsync(page, server);
        await page.GotoAsync($"{server.Url}login?return=%2Faccount");
        await EnterAsync(page);
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "passkey_refused");
        await Expect(page.Locator("[data-passkey-login]")).ToHaveAttributeAsync("data-return", "/account");

        await authenticator.SetUserVerifiedAsync(verified: false);
        await EnterAsync(page);
        await Expect(page.Locator("[data-passkey-login] [role=status]")).ToContainTextAsync("No passkey was chosen");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Log in with a passkey" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_browser_without_passkeys_shows_no_button()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.AddInitScriptAsync("delete window.PublicKeyCredential;");
        await page.RegisterAsync(server.Url);

        await page.GotoAsync($"{server.Url}account/passkeys");
        await Expect(page.Locator("[data-passkey-unsupported]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-passkey-add]")).ToBeHiddenAsync();
        await LogOutAsync(page, server);
        await page.GotoAsync($"{server.Url}login");
        await Expect(page.Locator("[data-passkey-login]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_page_is_accessible_and_fits()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await VirtualAuthenticator.AddAsync(page);
        await page.RegisterAsync(server.Url);
        await page.GotoAsync($"{server.Url}account/passkeys");
        await Looks.ExpectGoodAsync(page, "passkeys-none");

        await AddAsync(page, server);
        await page.GetByText("Rename", new() { Exact = true }).ClickAsync();
        await Looks.ExpectGoodAsync(page, "passkeys");
    }

    private static async Task AddAsync(IPage page, InProcessServer server)
    {
        await page.GotoAsync($"{server.Url}account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "passkey-added");
        await Expect(page.Locator(".passkey")).ToHaveCountAsync(1);
    }

    private static Task EnterAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Log in with a passkey" }).ClickAsync();

    private static async Task LogOutAsync(IPage page, InProcessServer server)
    {
        // Whoever logs in later is not meant by the end of the other sessions; people take that long.
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveAttributeAsync("data-code", "logged-out");
    }
}
