using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Every page in light and dark, on a phone and on a desk: pictures for people to look at, rules of accessibility for axe.</summary>
public sealed class LooksTests(Gallery gallery) : IClassFixture<Gallery>
{
    private static readonly (string Name, int Width, int Height)[] Screens = [("phone", 390, 844), ("desktop", 1280, 800)];

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
    [InlineData("devices", "/account/sessions", true)]
    [InlineData("devices-ended", "/account/sessions?done=ended", true)]
    [InlineData("nothing-here", "/nothing/here", false)]
    [InlineData("nothing-here-member", "/nothing/here", true)]
    public async Task A_page_is_accessible_and_fits(string name, string path, bool member)
    {
        IPage page = await (member ? gallery.Member : gallery.Visitor).NewPageAsync();
        await page.GotoAsync(gallery.Url.GetLeftPart(UriPartial.Authority) + path);

        await LookAsync(page, name);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_refusal_is_accessible_and_fits()
    {
        await using OtherSite other = await OtherSite.StartAsync();
        IPage page = await gallery.Member.NewPageAsync();
        await page.GotoAsync(other.Url);
        await Way.Named("form that posts").GoAsync(page, gallery.Url + "auth/logout");

        await LookAsync(page, "refused");
        await page.CloseAsync();
    }

    private static async Task LookAsync(IPage page, string name)
    {
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach ((string screen, int width, int height) in Screens)
            {
                await page.SetViewportSizeAsync(width, height);
                await page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(Gallery.Folder, $"{name}-{screen}-{scheme}.png".ToLowerInvariant()),
                    FullPage = true,
                    Animations = ScreenshotAnimations.Disabled,
                });
            }

            // The rules about colours differ by scheme, those about space by screen: each is asked once, on the last screen and, below, on the narrowest.
            await ExpectNoViolationsAsync(page, $"{name}, {scheme}");
        }

        // WCAG 2.2, 1.4.10: nothing scrolls sideways on the narrowest phone.
        await page.SetViewportSizeAsync(320, 640);
        Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await ExpectNoViolationsAsync(page, $"{name}, narrow");
    }

    private static async Task ExpectNoViolationsAsync(IPage page, string name)
    {
        AxeResultItem[] violations = (await page.RunAxe()).Violations;
        string found = string.Join("; ", violations.Select(v => $"{v.Id} ({v.Help}): {string.Join(", ", v.Nodes.Select(n => n.Html))}"));
        Assert.True(violations.Length == 0, $"{name}: {found}");
    }
}
