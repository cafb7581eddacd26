using Cloakroom.Cookies;
using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Where scripts are played: the world, and a browser that all of the world belongs to.</summary>
public sealed class Stage(Chromium chromium) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-profile-").FullName;
    private World? _world;
    private IBrowserContext? _browser;

    internal World World => _world ?? throw new InvalidOperationException("Not started.");

    private IBrowserContext Browser => _browser ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _browser = await chromium.NewTrustingProfileAsync(_folder, "--host-resolver-rules=MAP * 127.0.0.1");
        _world = await World.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_world?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Plays a script in a new jar and in a browser without cookies.</summary>
    /// <returns>The first difference, or null.</returns>
    internal async Task<Difference?> PlayAsync(IReadOnlyList<Step> script, CookieJarOptions options)
    {
        await Browser.ClearCookiesAsync();
        IPage page = await Browser.NewPageAsync();
        try
        {
            var browser = new BrowserPlayer(page, await Browser.NewCDPSessionAsync(page), World);
            var jar = new JarPlayer(new CookieJar(options));
            var scene = new Scene(World);
            for (int i = 0; i < script.Count; i++)
            {
                IReadOnlyList<Leg> legs = scene.Legs(script[i], i);
                Seen expected = jar.Play(script[i], scene, legs);
                Seen actual = await browser.PlayAsync(script[i], legs);
                string[] differences = [.. expected.DifferFrom(actual)];
                if (differences.Length > 0)
                {
                    return new(i, differences, jar.Why, options);
                }

                scene = scene.After(script[i], legs);
            }

            return null;
        }
        finally
        {
            await page.CloseAsync();
        }
    }
}

/// <summary>Where jar and browser parted.</summary>
/// <param name="Step">At which step.</param>
/// <param name="What">What differs.</param>
/// <param name="Why">What the jar says about it.</param>
/// <param name="Options">The jar's options.</param>
internal sealed record Difference(int Step, IReadOnlyList<string> What, string Why, CookieJarOptions Options)
{
    public override string ToString() => $"Step {Step}\n{string.Join('\n', What.Select(w => $"    {w}"))}\n  The jar says:\n{Why}";
}
