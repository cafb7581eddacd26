using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A link on another site, a mail or a chat: SameSite=Strict holds the session back, yet the person arrives logged in.</summary>
public sealed class ReloadTests(Chromium chromium) : People(chromium)
{
    private const string Devices = "/account/sessions";

    [Theory]
    [InlineData(Devices, true)]
    [InlineData(Devices, false)]
    [InlineData("/", true)]
    public async Task A_link_lands_logged_in_after_one_reload(string path, bool scripts)
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await page.RegisterAsync(server.Url);
        server.Recorder.Clear();

        await other.FollowLinkAsync(page, $"{server.Url.GetLeftPart(UriPartial.Authority)}{path}?a=1&b=%22%3E");

        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).First).ToBeVisibleAsync();
        Assert.Equal($"{server.Url.GetLeftPart(UriPartial.Authority)}{path}?a=1&b=%22%3E", page.Url);
        Assert.Collection(
            server.Recorder.At(path),
            first => Assert.Equal(("cross-site", false), (first.Site, first.BroughtSession)),
            second => Assert.Equal(("same-origin", true), (second.Site, second.BroughtSession)));
    }

    [Fact]
    public async Task The_way_back_leads_to_the_other_site()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        await other.FollowLinkAsync(page, $"{server.Url.GetLeftPart(UriPartial.Authority)}{Devices}");
        await Assertions.Expect(page).ToHaveTitleAsync("Your devices · Cloakroom");

        await page.GoBackAsync();

        Assert.StartsWith(other.Url, page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_is_not_logged_in_ends_at_the_login_and_not_in_a_loop()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await NewPageAsync();

        await other.FollowLinkAsync(page, $"{server.Url.GetLeftPart(UriPartial.Authority)}{Devices}");

        await Until.ArrivedAsync(page, url => url == $"{server.Url}login?return=%2Faccount%2Fsessions");
        await Assertions.Expect(page.GetByLabel("Email")).ToBeVisibleAsync();
        Assert.Equal("cross-site same-origin", string.Join(' ', server.Recorder.At(Devices).Select(a => a.Site)));
        Assert.Single(server.Recorder.At("/login"));
    }

    [Fact]
    public async Task After_that_login_the_person_is_where_the_link_led()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        await using OtherSite other = await OtherSite.StartAsync();
        IBrowserContext context = await NewContextAsync();
        await (await context.NewPageAsync()).RegisterAsync(server.Url);
        await context.ClearCookiesAsync();
        IPage page = await context.NewPageAsync();
        await other.FollowLinkAsync(page, $"{server.Url.GetLeftPart(UriPartial.Authority)}{Devices}");
        await Until.ArrivedAsync(page, url => url == $"{server.Url}login?return=%2Faccount%2Fsessions");

        await page.FillAsync("#email", Person.Email);
        await page.FillAsync("#password", Person.Password);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page).ToHaveTitleAsync("Your devices · Cloakroom");
    }
}
