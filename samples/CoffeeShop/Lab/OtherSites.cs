using Microsoft.Extensions.FileProviders;

namespace CoffeeShop.Lab;

/// <summary>The blog and the evil site: the same page at two addresses, since what counts is where it is.</summary>
internal sealed class OtherSites(LabSites sites) : IHostedService, IAsyncDisposable
{
    private readonly WebApplication[] _apps = [Build(sites.BlogPort), Build(sites.EvilPort)];

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_apps.Select(a => a.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_apps.Select(a => a.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in _apps)
        {
            await app.DisposeAsync();
        }
    }

    private static WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        WebApplication app = builder.Build();
        app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "Lab", "evil")) });
        return app;
    }
}
