using Cloakroom.Server.Accounts;
using Cloakroom.Server.Events;
using Cloakroom.Server.External;
using Cloakroom.Server.Pages;
using Cloakroom.Server.Settings;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Pages;

/// <summary>The pages on the library and a memory store, without accounts: sessions are minted.</summary>
internal sealed class Site : IAsyncDisposable, IRegistration
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-test-");
    private readonly WebApplication _app;

    private Site(string publicUrl)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddCloakroom(o => o.PublicUrl = publicUrl);
        builder.Services.AddSingleton<ISessionStore>(Store);
        builder.Services.AddSingleton(new ServerOptions()).AddExternal().AddPages();
        builder.Services.AddSingleton<AccountsDatabase>(new SqliteAccounts(Path.Combine(_folder.FullName, "accounts.db"))).AddSingleton<LoginAddresses>();
        builder.Services.AddSingleton<IRegistration>(this);
        _app = builder.Build();
        _app.Services.GetRequiredService<AccountsDatabase>().Prepare();
        _app.UsePages();
        _app.UseRouting();
        _app.UseCloakroom();
        _app.MapCloakroom();
        _app.MapPages();
        _app.MapGet("/for/others", () => "for others").RequireAuthorization(p => p.RequireRole("nobody"));
    }

    public FakeClock Clock { get; } = new();

    public AwayStore Store { get; } = new();

    public RegistrationState Registration { get; set; } = RegistrationState.Open;

    public ValueTask<RegistrationState> StateAsync(CancellationToken cancellationToken) => new(Registration);

    public static async Task<Site> StartAsync(string publicUrl = "http://localhost")
    {
        var site = new Site(publicUrl);
        await site._app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    /// <summary>A session, and the Cookie header that shows it.</summary>
    public async Task<(Session Session, string Cookie)> LogInAsync(string device = "Firefox on Linux")
    {
        MintedSession minted = await SessionMint.MintAsync(
            Store, new SessionUser("u1") { Email = "ann@example.org", Roles = ["administrator"] }, new SessionOptions(), Clock);
        if (device.Length > 0)
        {
            await Store.UpdateAsync(new(minted.Session with { Device = device }), CancellationToken.None);
        }

        return (minted.Session, $"session_id={minted.Id.Reveal()}");
    }

    /// <summary>Loads a page as a browser does when somebody follows a link on this site.</summary>
    public async Task<Answer> OpenAsync(string path, string? cookie = null, string method = "GET", bool asBrowser = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (asBrowser)
        {
            request.Headers.Add("Accept", "text/html");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
            request.Headers.Add("Sec-Fetch-Dest", "document");
            request.Headers.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        }

        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using HttpClient client = _app.GetTestClient();
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, string Body, Dictionary<string, string> Headers)
{
    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}
