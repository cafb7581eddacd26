using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Every page in light and dark, on a phone and on a desk: pictures for people to look at, rules of accessibility for axe.</summary>
public sealed class LooksTests(Chromium chromium, Gallery gallery) : People(chromium), IClassFixture<Gallery>
{
    [Theory]
    [InlineData("front", "/", false)]
    [InlineData("front-member", "/", true)]
    [InlineData("front-logged-out", "/?done=logged-out", false)]
    [InlineData("login", "/login", false)]
    [InlineData("login-refused", "/login?error=invalid_credentials", false)]
    [InlineData("login-expired", "/login?error=expired_idle&return=%2Faccount%2Fsessions", false)]
    [InlineData("login-member", "/login", true)]
    [InlineData("register", "/register", false)]
    [InlineData("register-refused", "/register?error=weak_password", false)]
    [InlineData("register-member", "/register", true)]
    [InlineData("account", "/account", true)]
    [InlineData("data", "/account/data", true)]
    [InlineData("devices", "/account/sessions", true)]
    [InlineData("devices-ended", "/account/sessions?done=ended", true)]
    [InlineData("admin", "/admin", true)]
    [InlineData("admin-users", "/admin/users?done=account-disabled", true)]
    [InlineData("admin-sessions", "/admin/sessions", true)]
    [InlineData("admin-keys", "/admin/keys?error=next_key_exists", true)]
    [InlineData("admin-events", "/admin/events", true)]
    [InlineData("doctor", "/doctor", false)]
    [InlineData("nothing-here", "/nothing/here", false)]
    [InlineData("nothing-here-member", "/nothing/here", true)]
    public async Task A_page_is_accessible_and_fits(string name, string path, bool member)
    {
        IPage page = await (member ? gallery.Member : gallery.Visitor).NewPageAsync();
        await page.GotoAsync(gallery.Url.GetLeftPart(UriPartial.Authority) + path);

        await Looks.ExpectGoodAsync(page, name);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_page_of_an_account_is_accessible_and_fits()
    {
        IPage page = await gallery.Member.NewPageAsync();
        await page.GotoAsync($"{gallery.Url}admin/users");
        await page.Locator(".rows a").First.ClickAsync();
        await Assertions.Expect(page.Locator("#role-list")).ToHaveValueAsync("admin");
        await Looks.ExpectGoodAsync(page, "admin-user");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_refusal_is_accessible_and_fits()
    {
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await gallery.Member.NewPageAsync();
        await page.GotoAsync(other.Url);
        await Way.Named("form that posts").GoAsync(page, gallery.Url + "auth/logout");

        await Looks.ExpectGoodAsync(page, "refused");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_diagnosis_is_accessible_and_fits()
    {
        IPage page = await gallery.Member.NewPageAsync();
        await page.GotoAsync($"{gallery.Url}doctor");
        await page.JudgeAsync("Set-Cookie: sid=abc; Domain=vercel.app; SameSite=None", "https://shop.vercel.app/login", "https://shop.vercel.app/");
        await Looks.ExpectGoodAsync(page, "doctor-judged");

        await page.JudgeAsync("sid=abc", "ftp://shop.example/", "https://shop.example/");
        await Looks.ExpectGoodAsync(page, "doctor-refused");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_tried_browser_is_accessible_and_fits()
    {
        IPage page = await gallery.Member.NewPageAsync();
        await page.GotoAsync($"{gallery.Url}doctor");
        await page.TryBrowserAsync();

        await Looks.ExpectGoodAsync(page, "doctor-tried");
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("front-first", "/", "open")]
    [InlineData("register-first", "/register", "open")]
    [InlineData("front-closed", "/", "closed")]
    [InlineData("register-closed", "/register", "closed")]
    public async Task A_page_of_a_server_without_accounts_is_accessible_and_fits(string name, string path, string registration)
    {
        await using InProcessServer server = await InProcessServer.StartAsync(new(StringComparer.Ordinal) { ["Cloakroom:Accounts:Registration"] = registration });
        IPage page = await NewPageAsync();
        await page.GotoAsync(server.Url.GetLeftPart(UriPartial.Authority) + path);

        await Looks.ExpectGoodAsync(page, name);
    }

    [Fact]
    public async Task The_sample_is_accessible_and_fits()
    {
        await using StartedSample shop = await StartedSample.StartAsync("CoffeeShop");
        IPage page = await NewPageAsync();
        await page.GotoAsync(shop.Url.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Who am I?" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Order a Triple-Shot Mocha" }).ClickAsync();
        await Assertions.Expect(page.Locator("#exchanges li")).ToHaveCountAsync(2);

        await Looks.ExpectGoodAsync(page, "coffee-shop");
    }
}
