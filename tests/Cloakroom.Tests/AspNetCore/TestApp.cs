using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>
/// A real application with Cloakroom: in memory, or on a port of its own when <see cref="OnKestrel"/> is set. It has a login
/// (<c>POST /login?user=…&amp;role=…</c>), <c>/private</c> for those who are logged in, <c>/public</c> for everybody, and what the test adds.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    private WebApplication? _app;

    public ISessionStore Store { get; init; } = new SwitchStore();

    public bool OnKestrel { get; init; }

    public string Environment { get; init; } = "Production";

    public Action<CloakroomOptions> Options { get; init; } = _ => { };

    public Dictionary<string, string?> Configuration { get; init; } = [];

    public Action<WebApplicationBuilder> Build { get; init; } = _ => { };

    public Action<WebApplication> BeforeCloakroom { get; init; } = _ => { };

    public Action<WebApplication> AfterCloakroom { get; init; } = _ => { };

    public Action<WebApplication> Map { get; init; } = _ => { };

    public Logs Logs { get; } = new();

    public SwitchStore Switch => (SwitchStore)Store;

    public IServiceProvider Services => App.Services;

    public Uri Address { get; private set; } = new("http://localhost");

    private WebApplication App => _app ?? throw new InvalidOperationException("Start it first.");

    public async Task<TestApp> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environment });
        builder.Logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Information);
        builder.Configuration.AddInMemoryCollection(Configuration);
        builder.Services.AddCloakroom(Options).AddStore(_ => Store);
        if (OnKestrel)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        Build(builder);
        _app = builder.Build();
        BeforeCloakroom(_app);
        _app.UseCloakroom();
        AfterCloakroom(_app);
        MapUsual(_app);
        Map(_app);
        await _app.StartAsync();
        if (!OnKestrel)
        {
            // What the test puts into its flow, the application sees: a test can tell its own measurements from others.
            _app.GetTestServer().PreserveExecutionContext = true;
        }
        else
        {
            Address = new(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single() ?? "");
        }

        return this;
    }

    /// <summary>A client that keeps no cookies and follows nothing: the test sees each exchange as it is.</summary>
    public HttpClient Client(string? cookie = null)
    {
        HttpClient client = OnKestrel
            ? new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address }
            : App.GetTestServer().CreateClient();
        if (cookie is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", cookie);
        }

        // A program that says where it comes from, as every browser does.
        client.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        return client;
    }

    /// <summary>Logs in and returns the cookie as the browser would send it.</summary>
    public async Task<string> LoginAsync(string user = "42", string? with = null, string? role = null)
    {
        using HttpClient client = Client(with);
        using HttpResponseMessage answer = await client.PostAsync($"/login?user={user}&role={role}", null);
        answer.EnsureSuccessStatusCode();
        return CookieOf(answer) ?? throw new InvalidOperationException("No cookie was set.");
    }

    /// <summary>The session cookie that an answer sets, as the browser would send it; null when it sets none or deletes it.</summary>
    public static string? CookieOf(HttpResponseMessage answer) =>
        SetCookies(answer).FirstOrDefault(l => l.Contains("session_id=", StringComparison.Ordinal) && !l.Contains("Max-Age=0", StringComparison.Ordinal))?.Split(';')[0];

    public static IEnumerable<string> SetCookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines) ? lines : [];

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? cookie = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using HttpClient client = Client(cookie);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? cookie = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, cookie, null, headers);

    public Task<HttpResponseMessage> PostAsync(string path, string? cookie = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, cookie, null, headers);

    public Task StopAsync() => App.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static void MapUsual(WebApplication app)
    {
        app.MapPost("/login", async (string user, string? role, ISessions sessions, CancellationToken stop) => await sessions.SignInAsync(
            new SessionUser(user) { Roles = string.IsNullOrEmpty(role) ? [] : [.. role.Split(',')] }, stop));
        app.MapGet("/private", (Session session) => session.UserId).RequireAuthorization();
        app.MapGet("/public", () => "everybody");
        app.MapCloakroom();
    }
}
