using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Cloakroom.ServerTests.Browser;

/// <summary>One real browser for all tests, started by the first that needs it. A context is a person at a device of their own: nothing is shared.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    /// <summary>A registrable domain that leads to this machine, but is not loopback to the browser.</summary>
    public const string Domain = "app.test";

    /// <summary>A domain of somebody else that leads here too.</summary>
    public const string OtherDomain = "other.test";

    /// <summary>A public suffix (of the private part of the list) whose hosts lead here.</summary>
    public const string Suffix = "vercel.app";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-dev-shm-usage",
        $"--host-resolver-rules=MAP {Domain} 127.0.0.1, MAP *.{Domain} 127.0.0.1, MAP {OtherDomain} 127.0.0.1, MAP *.{OtherDomain} 127.0.0.1, MAP *.{Suffix} 127.0.0.1",
    ];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _running = new(LaunchAsync);

    /// <summary>A new person. Skips the test where there is no Chromium.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        RequireExecutable();
        options ??= new();
        // Certificates of a test are nobody's; which attributes a cookie needs does not depend on who signed.
        options.IgnoreHTTPSErrors = true;
        IBrowserContext context = await (await _running.Value).Browser.NewContextAsync(options);
        context.SetDefaultTimeout(Until.Milliseconds);
        return context;
    }

    /// <summary>
    /// A person whose browser sends cookies to third parties: without that setting it holds them all back, and SameSite has nothing to do.
    /// </summary>
    /// <param name="folder">Where the profile is kept.</param>
    /// <param name="arguments">More arguments of the command line; of two that say the same the later one counts.</param>
    public async Task<IBrowserContext> NewTrustingProfileAsync(string folder, params string[] arguments)
    {
        RequireExecutable();
        string preferences = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "Default")).FullName, "Preferences");
        await File.WriteAllTextAsync(preferences, """{"profile":{"cookie_controls_mode":0}}""");
        IBrowserContext context = await (await _running.Value).Playwright.Chromium.LaunchPersistentContextAsync(
            folder, new() { ExecutablePath = Executable, Args = [.. Arguments, .. arguments], IgnoreHTTPSErrors = true });
        context.SetDefaultTimeout(Until.Milliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated)
        {
            (IPlaywright playwright, IBrowser browser) = await _running.Value;
            await browser.CloseAsync();
            playwright.Dispose();
        }
    }

    private static void RequireExecutable() => Assert.SkipUnless(File.Exists(Executable), $"{Executable} is missing: apt-get install chromium");

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(Until.Milliseconds);
        IPlaywright playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments }));
    }
}
