using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A server in Development with mail in its folder, and the people who look at its pages.</summary>
public sealed class MailGallery(Chromium chromium) : IAsyncLifetime
{
    private InProcessServer? _server;
    private IBrowserContext? _visitor, _member;

    internal Uri Url => _server?.Url ?? throw new InvalidOperationException("Not started.");

    /// <summary>Nobody is logged in here.</summary>
    internal IBrowserContext Visitor => _visitor ?? throw new InvalidOperationException("Not started.");

    /// <summary>Somebody who has just confirmed an address.</summary>
    internal IBrowserContext Member => _member ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _visitor = await chromium.NewContextAsync();
        _server = await Postbox.StartAsync();
        _member = await chromium.NewContextAsync();
        IPage page = await _member.NewPageAsync();
        await page.GotoAsync($"{Url}register");
        await page.FillAsync("#email", Person.Email);
        await page.FillAsync("#password", Person.Password);
        await page.ClickAsync("form:has(#password) button:not([type=button])");
        await page.GotoAsync((await _server.LinkAsync(Person.Email, "Confirm your address")).Url);
        await page.FillAsync("#password", Person.Password);
        await page.ClickAsync("form:has(#password) button:not([type=button])");
        await Until.ArrivedAsync(page, url => url.Contains("address-confirmed", StringComparison.Ordinal));
        await page.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_visitor?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_member?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
