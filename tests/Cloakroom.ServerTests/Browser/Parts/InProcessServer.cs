using System.Globalization;
using System.Security.Cryptography.X509Certificates;
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

    private InProcessServer(Dictionary<string, string?> settings, X509Certificate2? certificate, Action<IServiceCollection>? replace)
    {
        string port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        Url = new Uri(certificate is null ? $"http://localhost:{port}" : $"https://{Chromium.Domain}:{port}");
        if (certificate is not null)
        {
            string file = Path.Combine(_folder, "test.pfx");
            File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx));
            settings["Kestrel:Endpoints:Tls:Url"] = $"https://127.0.0.1:{port}";
            settings["Kestrel:Endpoints:Tls:Certificate:Path"] = file;
        }

        settings["Cloakroom:PublicUrl"] = Url.GetLeftPart(UriPartial.Authority);
        settings["Cloakroom:Store"] = "sqlite:" + Path.Combine(_folder, "cloakroom.db");
        settings["contentRoot"] = _folder;
        _app = CloakroomServer.Build(new([], new HashSet<string>(StringComparer.Ordinal), settings), services =>
        {
            services.AddLogging(logging => logging.ClearProviders()).AddSingleton<TimeProvider>(Clock).AddSingleton<IStartupFilter>(Recorder);
            replace?.Invoke(services);
        });
    }

    public Uri Url { get; }

    /// <summary>Where mail lands in Development.</summary>
    public string MailFolder => Path.Combine(_folder, "mail");

    public FakeClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public Recorder Recorder { get; } = new();

    /// <param name="settings">Settings by their whole key.</param>
    /// <param name="certificate">Makes it answer as the test domain over https.</param>
    /// <param name="replace">Replaces parts.</param>
    public static async Task<InProcessServer> StartAsync(
        Dictionary<string, string?>? settings = null, X509Certificate2? certificate = null, Action<IServiceCollection>? replace = null)
    {
        var server = new InProcessServer(settings ?? [], certificate, replace);
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
