using System.Globalization;
using Cloakroom.Server;
using Cloakroom.Server.Settings;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The server as it is, in this process: its clock moves when a test says so, and what arrives is written down.</summary>
internal sealed class InProcessServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
    private readonly WebApplication _app;

    private InProcessServer(Dictionary<string, string?> settings)
    {
        int port = FreePort.Next();
        Url = new Uri($"http://localhost:{port.ToString(CultureInfo.InvariantCulture)}");
        settings["Cloakroom:PublicUrl"] = Url.GetLeftPart(UriPartial.Authority);
        settings["Cloakroom:Store"] = "sqlite:" + Path.Combine(_folder, "cloakroom.db");
        settings["contentRoot"] = _folder;
        _app = CloakroomServer.Build(new([], new HashSet<string>(StringComparer.Ordinal), settings), services => services
            .AddLogging(logging => logging.ClearProviders())
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IStartupFilter>(Recorder));
    }

    public Uri Url { get; }

    public FakeClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public Recorder Recorder { get; } = new();

    /// <param name="settings">Settings by their whole key.</param>
    public static async Task<InProcessServer> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var server = new InProcessServer(settings ?? []);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
