using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>An application, a site that is none of its own, and a person who is logged in at the first and browses both.</summary>
public sealed class TwoSites(Chromium chromium) : IAsyncLifetime
{
    // A cookie that wants to be sent from everywhere: what arrives with it but without the session was held back by SameSite alone.
    private const string Loose = "loose=1; Path=/; Secure; SameSite=None";

    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-profile-").FullName;
    private LibraryApp? _app;
    private OtherSite? _other;
    private IBrowserContext? _person;
    private IPage? _tab;

    internal LibraryApp App => _app ?? throw new InvalidOperationException("Not started.");

    internal OtherSite Other => _other ?? throw new InvalidOperationException("Not started.");

    internal IPage Tab => _tab ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _person = await chromium.NewTrustingProfileAsync(_folder);
        _tab = await _person.NewPageAsync();
        _app = await LibraryApp.StartAsync();
        _other = await OtherSite.StartAsync();
        await App.LogInAsync(Tab);
        await Tab.GotoAsync($"{App.Url}give?cookie={Uri.EscapeDataString(Loose)}");
    }

    public async ValueTask DisposeAsync()
    {
        await (_person?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_other?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }
}
