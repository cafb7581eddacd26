using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>What a person does on the login page that a proxy sent them to.</summary>
internal static class LoginPage
{
    /// <summary>Fills in the form of the page already open.</summary>
    public static async Task LogInHereAsync(this IPage page, string email)
    {
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", Caller.Password);
        await page.Keyboard.PressAsync("Enter");
    }
}
