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

    /// <summary>Fills in the form of /doctor, on the page already open.</summary>
    public static async Task JudgeAsync(this IPage page, string line, string from, string to)
    {
        await page.FillAsync("#line", line);
        await page.FillAsync("#from", from);
        await page.FillAsync("#to", to);
        await page.GetByRole(AriaRole.Button, new() { Name = "Judge the line" }).ClickAsync();
        // The answer has the same address; what tells it is that the line comes back without its value.
        await Assertions.Expect(page.Locator("#line")).Not.ToHaveValueAsync(line);
        await Until.LoadedAsync(page);
    }

    /// <summary>Lets /doctor, already open, try the browser; returns when the table is filled.</summary>
    public static async Task TryBrowserAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#report")).ToContainTextAsync("Cookie report of");
    }

    /// <summary>The code of the message at the top of the page; fails when there is none.</summary>
    public static async Task<string?> NoticeAsync(this IPage page) => await page.Locator("#notice").GetAttributeAsync("data-code");

    private static async Task SubmitAsync(this IPage page, Uri server, string form, string email)
    {
        await page.GotoAsync($"{server}{form}");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", Password);
        await page.ClickAsync("form:has(#password) button:not([type=button])");
        await Until.ArrivedAsync(page, url => !new Uri(url).AbsolutePath.TrimStart('/').Equals(form, StringComparison.Ordinal));
    }
}
