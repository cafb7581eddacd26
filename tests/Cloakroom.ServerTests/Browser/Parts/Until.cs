using System.Diagnostics;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Until
{
    /// <summary>Generous: other tests may be using the machine.</summary>
    public const int Milliseconds = 60_000;

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    /// <summary>
    /// Waits until a tab is at an address and what is there has loaded. The tab's own WaitForURLAsync and WaitForLoadStateAsync look and then listen: what
    /// happens in between is waited for in vain.
    /// </summary>
    public static async Task ArrivedAsync(IPage page, Func<string, bool> isThere)
    {
        await TrueAsync(() => isThere(page.Url), "the tab arrived");
        await LoadedAsync(page);
    }

    /// <summary>Waits until what is in a tab has loaded.</summary>
    public static Task LoadedAsync(IPage page) => TrueAsync(
        async () =>
        {
            try
            {
                return await page.EvaluateAsync<bool>("document.readyState === 'complete'");
            }
            catch (PlaywrightException)
            {
                // It goes somewhere else at this moment.
                return false;
            }
        },
        "the page had loaded");

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.ElapsedMilliseconds < Milliseconds, $"Waited {Milliseconds} ms in vain until {what}.");
        }
    }
}
