using System.Net;
using System.Text.Json;
using Cloakroom.Server;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Server;

/// <summary>
/// The server itself in this process, on a port of its own, with its files in a temporary folder. Password hashes are cheap here; what they
/// cost is tested by itself. Everybody comes from one address, so that more tries may fail there than usual.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Email = "ada@example.org", Password = "correct horse battery";

    private readonly WebApplication _app;
    private readonly bool _ownsFolder;

    private RunningServer(WebApplication app, string folder, bool ownsFolder, LogLines log) =>
        (_app, Folder, _ownsFolder, Log) = (app, folder, ownsFolder, log);

    public string Folder { get; }

    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(_app.Urls.First());

    /// <param name="flags">The command line, in addition to address and files.</param>
    /// <param name="replace">Replaces parts.</param>
    /// <param name="folder">A folder to use again.</param>
    public static async Task<RunningServer> StartAsync(string[]? flags = null, Action<IServiceCollection>? replace = null, string? folder = null)
    {
        string files = folder ?? Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        var log = new LogLines();
        string[] line = ["--urls", "http://127.0.0.1:0", "--Store", $"sqlite:{files}/cloakroom.db", "--Accounts:Store", $"sqlite:{files}/cloakroom.db", "--Session:Journal", $"{files}/revocations.journal", "--Accounts:TriesPerAddress", "1000", .. flags ?? []];
        WebApplication app = CloakroomServer.Build(Arguments.Parse(line), services =>
        {
            services.AddLogging(l => l.ClearProviders().AddProvider(log));
            services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
            replace?.Invoke(services);
        });
        var server = new RunningServer(app, files, folder is null, log);
        try
        {
            await app.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same, with one account, <see cref="Email"/>.</summary>
    public static async Task<RunningServer> WithAccountAsync(Action<IServiceCollection>? replace = null)
    {
        RunningServer server = await StartAsync(replace: replace);
        using HttpResponseMessage registered = await server.RegisterAsync();
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        return server;
    }

    public static string Credentials(string? carrier = null) => JsonSerializer.Serialize(new { email = Email, password = Password, carrier });

    /// <summary>A client without memory: it keeps no cookies and follows no redirects.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = Url };

    /// <summary>A client that keeps cookies, as a browser does.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Url };

    public async Task<HttpResponseMessage> RegisterAsync(string email = Email, string password = Password)
    {
        using HttpClient client = Client();
        return await client.JsonAsync("/auth/register", JsonSerializer.Serialize(new { email, password }));
    }

    public async Task<HttpResponseMessage> LoginAsync(string email = Email, string password = Password, string? carrier = null)
    {
        using HttpClient client = Client();
        return await client.JsonAsync("/auth/login", JsonSerializer.Serialize(new { email, password, carrier }));
    }

    public string Banner()
    {
        using var output = new StringWriter();
        Cloakroom.Server.Start.Banner.Print(_app, output);
        return output.ToString();
    }

    /// <summary>All that answers a request, without the network.</summary>
    public RequestDelegate Pipeline() => ((IApplicationBuilder)_app).Build();

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
