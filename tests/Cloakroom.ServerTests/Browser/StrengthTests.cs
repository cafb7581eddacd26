using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>What the page says of a password while it is typed is what the server would say.</summary>
public sealed class StrengthTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task It_says_while_typing_what_is_wrong()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.GotoAsync($"{server.Url}register");
        await page.FillAsync("#email", Person.Email);

        foreach ((string password, string said) in new[]
        {
            ("fourteen chars", "1 more character."), ("123", "12 more characters."), ("ada@example.com!!", "Built from your address"),
            ("Cloakroom Cloakroom!", "Built from the name of this site"), ("abcabcabcabcabcabc", "The same over and over adds nothing."),
            ("123456789012345", "A row of keys"), (Person.Password, "ood."),
        })
        {
            await page.FillAsync("#password", password);
            await Expect(page.Locator(".strength output")).ToContainTextAsync(said);
        }
    }
}
