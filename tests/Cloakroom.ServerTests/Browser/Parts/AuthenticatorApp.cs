using Cloakroom.Server.Accounts.Factors;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>What a person with an authenticator app does on the pages.</summary>
internal static class AuthenticatorApp
{
    /// <summary>Goes the way from the account to the secret, and reads it.</summary>
    public static async Task<byte[]> ShowSecretAsync(this IPage page, Uri server)
    {
        await page.GotoAsync($"{server}account/factors");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add an app" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show me the secret" }).ClickAsync();
        return Read(await page.Locator("#secret").TextContentAsync() ?? "");
    }

    /// <summary>Types a code and sends it.</summary>
    public static async Task EnterAsync(this IPage page, string code, string button)
    {
        await page.GetByLabel("Code of the app").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }

    // RFC 4648 6.
    private static byte[] Read(string text)
    {
        string bits = string.Concat(text.Where(c => c != ' ').Select(c => Convert.ToString(Base32.Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(c => c.Length == 8).Select(c => Convert.ToByte(new string(c), 2))];
    }
}
