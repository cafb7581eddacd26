using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>An administrator at work, with and without scripts: finds somebody, gives a role, ends sessions, disables, and reads what was written down.</summary>
public sealed class AdministratorTests(Chromium chromium) : People(chromium)
{
    private const string Bob = "bob@example.com";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Find_a_person_give_a_role_end_the_sessions_disable_and_read_the_log(bool scripts)
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        var options = new BrowserNewContextOptions { JavaScriptEnabled = scripts };
        IPage ada = await NewPageAsync(options), bob = await NewPageAsync(options);
        await ada.RegisterAsync(server.Url);
        await bob.RegisterAsync(server.Url, Bob);

        await FindAsync(ada, server.Url);
        await GiveRoleAsync(ada, bob, server.Url);
        await EndSessionsAsync(ada, bob, server.Url);
        await DisableAsync(ada);
        await ReadLogAsync(ada);
    }

    [Fact]
    public async Task An_act_after_a_while_asks_for_the_password_and_comes_back()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage ada = await NewPageAsync(), bob = await NewPageAsync();
        await ada.RegisterAsync(server.Url);
        await bob.RegisterAsync(server.Url, Bob);
        await FindAsync(ada, server.Url);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await ada.GetByRole(AriaRole.Button, new() { Name = "Disable the account" }).ClickAsync();
        await Until.ArrivedAsync(ada, url => new Uri(url).AbsolutePath == "/login");
        await ada.FillAsync("#password", Person.Password);
        if (await ada.Locator("#email").CountAsync() > 0)
        {
            await ada.FillAsync("#email", Person.Email);
        }

        await ada.ClickAsync("form:has(#password) button:not([type=button])");
        await Until.ArrivedAsync(ada, url => new Uri(url).AbsolutePath.StartsWith("/admin/users/", StringComparison.Ordinal));
        await ada.GetByRole(AriaRole.Button, new() { Name = "Disable the account" }).ClickAsync();
        await Expect(ada.Locator("#notice")).ToHaveAttributeAsync("data-code", "account-disabled");
    }

    [Fact]
    public async Task The_overview_moves_by_itself()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage ada = await NewPageAsync(), bob = await NewPageAsync();
        await ada.RegisterAsync(server.Url);
        await bob.RegisterAsync(server.Url, Bob);
        await ada.Clock.InstallAsync();
        await ada.GotoAsync($"{server.Url}admin");
        await bob.GotoAsync($"{server.Url}admin");
        await Expect(bob.Locator("h1")).ToContainTextAsync("lacks the role");
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        await ada.Clock.FastForwardAsync(6000);
        await Expect(ada.Locator(".reasons")).ToContainTextAsync("role_required");
    }

    private static async Task FindAsync(IPage ada, Uri server)
    {
        await ada.GotoAsync(server.ToString());
        await ada.GetByRole(AriaRole.Link, new() { Name = "Administration" }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Overview");
        await ada.GetByRole(AriaRole.Link, new() { Name = "Users" }).ClickAsync();
        await Expect(ada.Locator(".rows > li")).ToHaveCountAsync(2);
        await ada.GetByLabel("Address or ID begins with").FillAsync("BO");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(ada.Locator(".rows > li")).ToHaveCountAsync(1);
        await ada.GetByRole(AriaRole.Link, new() { Name = Bob }).ClickAsync();
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Bob);
    }

    private static async Task GiveRoleAsync(IPage ada, IPage bob, Uri server)
    {
        await ada.GetByLabel("Roles, separated by commas").FillAsync("editor, staff");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(ada.Locator("#notice")).ToHaveAttributeAsync("data-code", "roles-changed");
        await bob.GotoAsync($"{server}account");
        await Expect(bob.GetByText("editor, staff")).ToBeVisibleAsync();
    }

    private static async Task EndSessionsAsync(IPage ada, IPage bob, Uri server)
    {
        await ada.GetByRole(AriaRole.Button, new() { Name = "End all sessions" }).ClickAsync();
        await Expect(ada.Locator("#notice")).ToHaveAttributeAsync("data-code", "sessions-ended");
        await Expect(ada.GetByText("Logged in nowhere.")).ToBeVisibleAsync();
        await bob.GotoAsync($"{server}account");
        await Until.ArrivedAsync(bob, url => new Uri(url).AbsolutePath == "/login");
    }

    private static async Task DisableAsync(IPage ada)
    {
        await ada.GetByRole(AriaRole.Button, new() { Name = "Disable the account" }).ClickAsync();
        await Expect(ada.Locator("#notice")).ToHaveAttributeAsync("data-code", "account-disabled");
        await Expect(ada.GetByRole(AriaRole.Button, new() { Name = "Let the owner log in again" })).ToBeVisibleAsync();
    }

    private static async Task ReadLogAsync(IPage ada)
    {
        await ada.GetByRole(AriaRole.Link, new() { Name = "All events of this account" }).ClickAsync();
        await Expect(ada.Locator("[data-event]").First).ToHaveAttributeAsync("data-event", "disabled");
        await ada.GetByLabel("Kind").SelectOptionAsync("roles_changed");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(ada.Locator("[data-event]")).ToHaveCountAsync(1);
        await Expect(ada.Locator("[data-event]")).ToContainTextAsync("+editor +staff");
        await Expect(ada.Locator("[data-event]")).ToContainTextAsync($"by {Person.Email}");
    }
}
