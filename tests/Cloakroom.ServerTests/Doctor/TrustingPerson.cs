using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Doctor;

/// <summary>A person whose browser sends cookies to third parties, so that SameSite decides.</summary>
public sealed class TrustingPerson(Chromium chromium) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-profile-").FullName;
    private IBrowserContext? _context;

    internal IBrowserContext Context => _context ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _context = await chromium.NewTrustingProfileAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await (_context?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }
}
