using Cloakroom.Server.Accounts.Factors;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The pages of the second factor in light and dark, on a phone and on a desk.</summary>
public sealed class FactorLooksTests(Chromium chromium) : People(chromium)
{
    [Fact]
    public async Task The_pages_are_accessible_and_fit()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        await LookAsync(page, server, "account/factors", "factors-off");
        await LookAsync(page, server, "account/factors/add", "factor-add");
        byte[] secret = await page.ShowSecretAsync(server.Url);
        await Looks.ExpectGoodAsync(page, "factor-secret");
        await LookAsync(page, server, "account/factors/add?error=invalid_code", "factor-secret-refused");
        await page.EnterAsync(Code(secret, server), "Turn it on");
        await Looks.ExpectGoodAsync(page, "recovery-codes");
        await LookAsync(page, server, "account/factors", "factors-on");
        await LookAsync(page, server, "account/factors/recovery-codes", "recovery-codes-anew");
        await LookAsync(page, server, "account/factors/remove?error=weak_password", "factor-remove");
        await LookAsync(page, server, "account/factors/add", "factor-add-again");

        IPage login = await NewPageAsync();
        await LookAsync(login, server, "login/factor", "login-factor-over");
        await login.LogInAsync(server.Url);
        await Looks.ExpectGoodAsync(login, "login-factor");
        await LookAsync(login, server, "login/factor?error=invalid_code&return=%2Faccount", "login-factor-refused");
        await LookAsync(login, server, "login/recovery-code", "login-recovery-code");
    }

    [Fact]
    public async Task They_are_in_German_too()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync(new() { Locale = "de-DE" });
        await page.RegisterAsync(server.Url);
        await LookAsync(page, server, "account/factors", "factors-german");
    }

    private static async Task LookAsync(IPage page, InProcessServer server, string path, string name)
    {
        await page.GotoAsync($"{server.Url}{path}");
        await Looks.ExpectGoodAsync(page, name);
    }

    private static string Code(byte[] secret, InProcessServer server) => Totp.CodeOf(secret, Totp.StepAt(server.Clock.GetUtcNow()));
}
