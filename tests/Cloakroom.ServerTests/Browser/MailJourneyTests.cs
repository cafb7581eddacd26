using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The ways that go through a mailbox, as a person goes them, with scripts and without.</summary>
public sealed class MailJourneyTests(Chromium chromium) : People(chromium)
{
    private const string NewPassword = "another coat, another ticket", NewAddress = "ada@elsewhere.example";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Register_and_confirm_forget_and_reset_log_in(bool scripts)
    {
        await using InProcessServer server = await Postbox.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await RegisterAsync(page, server, scripts);
        Assert.Equal("address-confirmed", await page.NoticeAsync());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");

        IPage elsewhere = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await elsewhere.GotoAsync($"{server.Url}login");
        await elsewhere.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        // The mail of the registration was less than a minute ago.
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await elsewhere.GetByLabel("Email").FillAsync(Person.Email);
        await PressAsync(elsewhere, "Send the link", "reset-sent");
        await FollowAsync(elsewhere, await server.LinkAsync(Person.Email, "Set a new password"), scripts);
        await elsewhere.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await PressAsync(elsewhere, "Set the password", "password-reset");

        // A person needs a moment to type: a login of the very instant in which all sessions were ended is one of those that were meant.
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        await elsewhere.GetByLabel("Email").FillAsync(Person.Email);
        await elsewhere.GetByLabel("Password", new() { Exact = true }).FillAsync(NewPassword);
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await Expect(elsewhere.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nobody is logged in here");
    }

    [Fact]
    public async Task A_refusal_leads_back_to_the_form_with_the_code_still_in_it()
    {
        await using InProcessServer server = await Postbox.StartAsync();
        IPage page = await NewPageAsync();
        await RegisterAsync(page, server, scripts: true);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await page.GotoAsync($"{server.Url}forgot");
        await page.GetByLabel("Email").FillAsync(Person.Email);
        await PressAsync(page, "Send the link", "reset-sent");
        await page.GotoAsync((await server.LinkAsync(Person.Email, "Set a new password")).Url);

        await page.GetByLabel("New password", new() { Exact = true }).FillAsync($"my name is {Person.Email}");
        await PressAsync(page, "Set the password", "weak_password");
        await Expect(page.GetByLabel("Code from the mail")).ToBeHiddenAsync();
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await PressAsync(page, "Set the password", "password-reset");
        Assert.EndsWith("/login?done=password-reset", page.Url.Split('#')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_the_password_and_the_address_and_change_the_address_back(bool scripts)
    {
        await using InProcessServer server = await Postbox.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await RegisterAsync(page, server, scripts);

        await page.GotoAsync($"{server.Url}account/password");
        await page.GetByLabel("Current password").FillAsync(Person.Password);
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await PressAsync(page, "Set the password", "password-changed");

        await page.GetByRole(AriaRole.Link, new() { Name = "Address" }).ClickAsync();
        await page.GetByLabel("New address").FillAsync(NewAddress);
        await PressAsync(page, "Send the link", "address-sent");
        // Logged in here: no password is needed.
        await FollowAsync(page, await server.LinkAsync(NewAddress, "Confirm your new address"), scripts);
        await PressAsync(page, "Confirm the address", "address-changed");
        await Expect(page.Locator(".lead .who")).ToHaveTextAsync(NewAddress);

        IPage mailbox = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await FollowAsync(mailbox, await server.LinkAsync(Person.Email, "Your address was changed"), scripts);
        await PressAsync(mailbox, "Change it back", "address-restored");
        await page.GotoAsync($"{server.Url}account");
        Assert.Equal("revoked", await page.NoticeAsync());
        await server.LinkAsync(Person.Email, "Set a new password");
    }

    [Fact]
    public async Task A_developer_reads_the_mail_on_a_page_and_follows_its_link()
    {
        await using InProcessServer server = await Postbox.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{server.Url}register");
        await FillAsync(page, "Create account", "confirm-sent");
        await server.LinkAsync(Person.Email, "Confirm your address");

        await page.GotoAsync($"{server.Url}mail");
        await page.GetByRole(AriaRole.Link, new() { Name = "Confirm your address" }).ClickAsync();
        await page.Locator(".letter a").ClickAsync();
        await Expect(page.GetByLabel("Code from the mail")).ToBeHiddenAsync();
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await PressAsync(page, "Confirm the address", "address-confirmed");
    }

    private static async Task RegisterAsync(IPage page, InProcessServer server, bool scripts)
    {
        await page.GotoAsync($"{server.Url}register");
        await FillAsync(page, "Create account", "confirm-sent");
        await FollowAsync(page, await server.LinkAsync(Person.Email, "Confirm your address"), scripts);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await PressAsync(page, "Confirm the address", "address-confirmed");
    }

    private static async Task FillAsync(IPage page, string button, string done)
    {
        await page.GetByLabel("Email").FillAsync(Person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await PressAsync(page, button, done);
    }

    // Without scripts the code is copied from the mail.
    private static async Task FollowAsync(IPage page, (string Url, string Code) link, bool scripts)
    {
        await page.GotoAsync(link.Url);
        if (!scripts)
        {
            await page.GetByLabel("Code from the mail").FillAsync(link.Code);
        }
    }

    private static async Task PressAsync(IPage page, string button, string code)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Expect(page.Locator($"#notice[data-code={code}]")).ToBeVisibleAsync();
        await Until.LoadedAsync(page);
    }
}
