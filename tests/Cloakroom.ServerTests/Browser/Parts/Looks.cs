using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Looks at a page in light and dark, on a phone and on a desk. Each once in every run; with --long, all four.</summary>
internal static class Looks
{
    private static readonly (string Name, int Width, int Height) Phone = ("phone", 390, 844), Desktop = ("desktop", 1280, 800);

    private static readonly (ColorScheme Scheme, (string Name, int Width, int Height)[] Screens)[] Views =
        Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1"
            ? [(ColorScheme.Light, [Phone, Desktop]), (ColorScheme.Dark, [Desktop, Phone])]
            : [(ColorScheme.Light, [Desktop]), (ColorScheme.Dark, [Phone])];

    /// <summary>Where the pictures are kept for people to look at.</summary>
    private static string Folder => Environment.GetEnvironmentVariable("CLOAKROOM_SCREENSHOTS") is { Length: > 0 } set
        ? set : Path.Combine(Repository.Artifacts, "screenshots");

    /// <summary>Takes the pictures, and fails where axe finds a violation or something scrolls sideways.</summary>
    public static async Task ExpectGoodAsync(IPage page, string name)
    {
        foreach ((ColorScheme scheme, (string Name, int Width, int Height)[] screens) in Views)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach ((string screen, int width, int height) in screens)
            {
                await page.SetViewportSizeAsync(width, height);
                await page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(Folder, $"{name}-{screen}-{scheme}.png".ToLowerInvariant()),
                    FullPage = true,
                    Animations = ScreenshotAnimations.Disabled,
                });
            }

            // The rules about colours differ by scheme, those about space by screen: each is asked on one screen of each scheme, a wide and a narrow one.
            await ExpectNoViolationsAsync(page, $"{name}, {scheme}");
        }

        // WCAG 2.2, 1.4.10: nothing scrolls sideways on the narrowest phone.
        await page.SetViewportSizeAsync(320, 640);
        Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private static async Task ExpectNoViolationsAsync(IPage page, string name)
    {
        AxeResultItem[] violations = (await page.RunAxe()).Violations;
        string found = string.Join("; ", violations.Select(v => $"{v.Id} ({v.Help}): {string.Join(", ", v.Nodes.Select(n => n.Html))}"));
        Assert.True(violations.Length == 0, $"{name}: {found}");
    }
}
