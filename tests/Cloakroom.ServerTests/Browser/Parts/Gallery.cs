using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A server where much has happened, and the people who look at its pages.</summary>
public sealed class Gallery(Chromium chromium) : IAsyncLifetime
{
    private InProcessServer? _server;
    private IBrowserContext? _visitor, _member;

    internal Uri Url => _server?.Url ?? throw new InvalidOperationException("Not started.");

    /// <summary>Nobody is logged in here.</summary>
    internal IBrowserContext Visitor => _visitor ?? throw new InvalidOperationException("Not started.");

    /// <summary>Somebody with three devices, the other two last seen long ago.</summary>
    internal IBrowserContext Member => _member ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _visitor = await chromium.NewContextAsync();
        _server = await InProcessServer.StartAsync();
        await RegisterElsewhereAsync("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1");
        await LogInElsewhereAsync("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        _member = await chromium.NewContextAsync();
        await (await _member.NewPageAsync()).LogInAsync(Url);
    }

    public async ValueTask DisposeAsync()
    {
        await (_visitor?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_member?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task RegisterElsewhereAsync(string userAgent)
    {
        await using IBrowserContext context = await chromium.NewContextAsync(new() { UserAgent = userAgent });
        await (await context.NewPageAsync()).RegisterAsync(Url);
        _server?.Clock.Advance(TimeSpan.FromMinutes(39));
    }

    private async Task LogInElsewhereAsync(string userAgent)
    {
        await using IBrowserContext context = await chromium.NewContextAsync(new() { UserAgent = userAgent });
        await (await context.NewPageAsync()).LogInAsync(Url);
        _server?.Clock.Advance(TimeSpan.FromMinutes(12));
    }
}
