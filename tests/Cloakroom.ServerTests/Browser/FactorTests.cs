using Cloakroom.Server.Accounts.Factors;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The second factor as a person meets it: the app is this test, which reads the secret off the page.</summary>
public sealed class FactorTests(Chromium chromium) : People(chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Add_an_app_log_in_with_it_and_without_it_and_remove_it(bool scripts)
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync(new() { JavaScriptEnabled = scripts });
        await page.RegisterAsync(server.Url);
        byte[] secret = await page.ShowSecretAsync(server.Url);

        await page.EnterAsync("000 00", "Turn it on");
        Assert.Equal("invalid_code", await page.NoticeAsync());
        await page.EnterAsync(Code(secret, server), "Turn it on");
        string[] codes = [.. await page.Locator("#codes code").AllTextContentsAsync()];
        Assert.Equal(10, codes.Length);
        await ExpectTheFileAsync(page, codes);
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.Locator("[data-factor]")).ToHaveAttributeAsync("data-factor", "on");

        await LogInWithTheAppAsync(page, server, secret);
        await LogInOnPaperAsync(page, server, codes[0]);
        await BeTooLateAsync(page, server, secret);
        await RemoveAsync(page, server, secret);
    }

    [Fact]
    public async Task The_link_of_the_page_leads_to_an_app_and_the_picture_says_the_same()
    {
        await using InProcessServer server = await InProcessServer.StartAsync();
        IPage page = await NewPageAsync();
        await page.RegisterAsync(server.Url);
        byte[] secret = await page.ShowSecretAsync(server.Url);

        string link = Totp.LinkOf(secret, "localhost", Person.Email);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open an app on this device" })).ToHaveAttributeAsync("href", link);
        await Expect(page.Locator("svg.qr path").Last).ToHaveAttributeAsync("d", TotpLink.Picture(link, out int size));
        Assert.True(await page.Locator("svg.qr").EvaluateAsync<int>("svg => svg.clientWidth") >= 3 * size, "A square of the picture is too small for a camera.");
    }

    private static async Task LogInWithTheAppAsync(IPage page, InProcessServer server, byte[] secret)
    {
        // The code that turned it on is used up.
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        await AskForTheCodeAsync(page, server);
        await page.EnterAsync("000000", "Log in");
        Assert.Equal("invalid_code", await page.NoticeAsync());
        await page.EnterAsync(Code(secret, server), "Log in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");
        Assert.Equal(["device", "session_id"], await CookiesAsync(page));
    }

    private static async Task LogInOnPaperAsync(IPage page, InProcessServer server, string code)
    {
        await AskForTheCodeAsync(page, server);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(code.ToLowerInvariant());
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");
        await page.GotoAsync($"{server.Url}account/factors");
        await Expect(page.Locator("[data-left]")).ToHaveTextAsync("9 of 10 left");
    }

    private static async Task BeTooLateAsync(IPage page, InProcessServer server, byte[] secret)
    {
        await AskForTheCodeAsync(page, server);
        server.Clock.Advance(TimeSpan.FromMinutes(11));
        await page.EnterAsync(Code(secret, server), "Log in");
        Assert.Equal("login_expired", await page.NoticeAsync());
        Assert.Equal(["device"], await CookiesAsync(page));
    }

    // The login asks again, and leads back to the page that needs it.
    private static async Task RemoveAsync(IPage page, InProcessServer server, byte[] secret)
    {
        await page.LogInAsync(server.Url);
        await page.EnterAsync(Code(secret, server), "Log in");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"You are {Person.Email}");
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await page.GotoAsync($"{server.Url}account/factors");
        await page.GetByRole(AriaRole.Link, new() { Name = "Remove it" }).ClickAsync();
        Assert.Equal("fresh_login_required", await page.NoticeAsync());
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await page.EnterAsync(Code(secret, server), "Log in");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        Assert.Equal("factor-removed", await page.NoticeAsync());
        await Expect(page.Locator("[data-factor]")).ToHaveAttributeAsync("data-factor", "off");
    }

    private static async Task AskForTheCodeAsync(IPage page, InProcessServer server)
    {
        if ((await CookiesAsync(page)).Contains("session_id", StringComparer.Ordinal))
        {
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
            Assert.Equal("logged-out", await page.NoticeAsync());
        }

        await page.LogInAsync(server.Url);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("One more step");
    }

    private static async Task ExpectTheFileAsync(IPage page, string[] codes)
    {
        IDownload file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("recovery-codes.txt", file.SuggestedFilename);
        Assert.Equal(codes, await File.ReadAllLinesAsync(await file.PathAsync(), TestContext.Current.CancellationToken));
    }

    private static async Task<string[]> CookiesAsync(IPage page) => [.. (await page.Context.CookiesAsync()).Select(c => c.Name).Order(StringComparer.Ordinal)];

    private static string Code(byte[] secret, InProcessServer server) => Totp.CodeOf(secret, Totp.StepAt(server.Clock.GetUtcNow()));
}
