using System.Globalization;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The CoffeeShop with the sites that attack it, and a person whose browser sends cookies to third parties as many do.</summary>
public sealed class Lab(Chromium chromium) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-profile-").FullName;
    private readonly int _shop = FreePort.Next(), _blog = FreePort.Next(), _evil = FreePort.Next();
    private StartedSample? _sample;
    private IBrowserContext? _person;

    internal IBrowserContext Person => _person ?? throw new InvalidOperationException("Not started.");

    internal string Shop => $"http://shop.brew.localhost:{_shop}";

    internal string Page => $"{Shop}/lab/";

    public async ValueTask InitializeAsync()
    {
        _person = await chromium.NewTrustingProfileAsync(_folder);
        _sample = await StartedSample.StartAsync("CoffeeShop", _shop, "--lab", "--Lab:Shop", Text(_shop), "--Lab:Blog", Text(_blog), "--Lab:Evil", Text(_evil));
    }

    public async ValueTask DisposeAsync()
    {
        await (_person?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_sample?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The address of the attacker, which is another site or a sibling of the shop.</summary>
    internal string Attacker(bool isSibling) => isSibling ? $"http://blog.brew.localhost:{_blog}" : $"http://evil.localhost:{_evil}";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
