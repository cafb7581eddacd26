using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>What the pages say about time: the same with and without scripts, whatever the clock of the device says.</summary>
public sealed class TimesTests(Chromium chromium, Gallery gallery) : People(chromium), IClassFixture<Gallery>
{
    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(26)]
    public async Task Scripts_say_what_the_server_said_also_when_the_clock_of_the_device_is_wrong(int hoursAhead)
    {
        IBrowserContext plain = await NewContextAsync(new() { JavaScriptEnabled = false }), scripted = await NewContextAsync();
        await scripted.Clock.InstallAsync(new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(hoursAhead) });

        string[] written = await ReadAsync(plain), shown = await ReadAsync(scripted);

        Assert.Equal(9, written.Length);
        Assert.Contains("51 minutes ago", written);
        Assert.Equal(string.Join('\n', written), string.Join('\n', shown));
    }

    private async Task<string[]> ReadAsync(IBrowserContext context)
    {
        await context.AddCookiesAsync((await gallery.Member.CookiesAsync()).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = gallery.Url.ToString() }));
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"{gallery.Url}account/sessions");
        return [.. await page.Locator("[data-relative]").AllInnerTextsAsync()];
    }
}
