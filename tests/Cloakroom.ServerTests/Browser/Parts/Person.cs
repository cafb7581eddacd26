using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>What a person does on the pages of the server: types, clicks and reads.</summary>
internal static class Person
{
    public const string Email = "ada@example.com";
    public const string Password = "a ticket for a warm coat";

    /// <summary>Fills in the form of /register; the person is then logged in.</summary>
    public static Task RegisterAsync(this IPage page, Uri server, string email = Email) => page.SubmitAsync(server, "register", email);

    /// <summary>Fills in the form of /login.</summary>
    public static Task LogInAsync(this IPage page, Uri server, string email = Email) => page.SubmitAsync(server, "login", email);

    /// <summary>The code of the message at the top of the page; fails when there is none.</summary>
    public static async Task<string?> NoticeAsync(this IPage page) => await page.Locator("#notice").GetAttributeAsync("data-code");

    private static async Task SubmitAsync(this IPage page, Uri server, string form, string email)
    {
        await page.GotoAsync($"{server}{form}");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", Password);
        await page.ClickAsync("form:has(#password) button:not([type=button])");
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.TrimStart('/').Equals(form, StringComparison.Ordinal));
    }
}
