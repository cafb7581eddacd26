using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Everything can be reached and used without a mouse, and one sees where one is (WCAG 2.2, 2.1.1 and 2.4.7).</summary>
public sealed class KeyboardTests(Gallery gallery) : IClassFixture<Gallery>
{
    private const string Stops = "a[href]:not([hidden] a), button:not([hidden], [hidden] button), input:not([type=hidden]), select";

    // What the focused element is called, and whether a ring is drawn around it.
    private const string Focused = """
        () => {
            const e = document.activeElement, ring = getComputedStyle(e);
            const seen = ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2 && e.getBoundingClientRect().top >= 0;
            return (e.id || e.textContent.trim()) + (seen ? "" : " (not to be seen)");
        }
        """;

    [Theory]
    [InlineData("/login", false)]
    [InlineData("/login?error=invalid_credentials", false)]
    [InlineData("/register", false)]
    [InlineData("/", false)]
    [InlineData("/", true)]
    [InlineData("/account/passkeys", true)]
    [InlineData("/account/sessions", true)]
    [InlineData("/doctor", false)]
    public async Task Tab_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(string path, bool member)
    {
        IPage page = await (member ? gallery.Member : gallery.Visitor).NewPageAsync();
        await page.GotoAsync(gallery.Url.GetLeftPart(UriPartial.Authority) + path);
        string[] expected = await page.EvaluateAsync<string[]>($"[...document.querySelectorAll('{Stops}')].map(e => e.id || e.textContent.trim())");
        Assert.True(expected.Length >= 5, string.Join(", ", expected));
        // Nothing slides: what is focused is in its place at once.
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        // The page may have put the focus on what matters; start at its top.
        await page.Locator(Stops).First.FocusAsync();

        List<string> reached = [await page.EvaluateAsync<string>(Focused)];
        while (reached.Count < expected.Length)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>(Focused));
        }

        Assert.Equal(string.Join("\n", expected), string.Join("\n", reached));
        await page.CloseAsync();
    }

    [Fact]
    public async Task One_logs_in_with_the_keyboard_alone()
    {
        IPage page = await gallery.Visitor.NewPageAsync();
        await page.GotoAsync($"{gallery.Url}login");

        // The page puts the focus there once it is drawn.
        await Assertions.Expect(page.Locator("#email")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Person.Email);
        await Assertions.Expect(page.Locator("#email")).ToHaveValueAsync(Person.Email);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Person.Password);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Button, new() { Name = "Log out" }).PressAsync("Enter");
        Assert.Equal("logged-out", await page.NoticeAsync());
        await page.CloseAsync();
    }
}
