using System.Net;
using System.Net.Mime;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>
/// An application as a developer builds it with the library, with addresses of its own to aim at, and a record of all that arrives.
/// Besides the session it hands out plain cookies, so that a test can tell what the browser would have sent.
/// </summary>
internal sealed class LibraryApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LibraryApp(WebApplication app, Uri url, Recorder recorder) => (_app, Url, Recorder) = (app, url, recorder);

    /// <summary>The public address.</summary>
    public Uri Url { get; }

    public Recorder Recorder { get; }

    /// <summary>Starts one under its public address; https when there is a certificate. It listens on loopback whatever the host.</summary>
    public static async Task<LibraryApp> StartAsync(string host = "localhost", X509Certificate2? certificate = null)
    {
        var url = new Uri($"{(certificate is null ? "http" : "https")}://{host}:{FreePort.Next()}");
        var recorder = new Recorder();
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, url.Port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.Services.AddCloakroom(options => options.PublicUrl = url.GetLeftPart(UriPartial.Authority));
        WebApplication app = builder.Build();
        app.Use(recorder.RecordAsync);
        app.UseRouting();
        app.UseCloakroom();
        Map(app);
        app.MapCloakroom();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, url, recorder);
    }

    /// <summary>Logs in through the form; the person is then at the front page.</summary>
    public async Task LogInAsync(IPage page)
    {
        await page.GotoAsync($"{Url}login");
        await page.ClickAsync("button");
        await Until.ArrivedAsync(page, url => url == Url.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/", () => Html("<h1>Front page</h1>"));
        app.MapGet("/login", () => Html("<form method=post><button>Log in</button></form>"));
        app.MapPost("/login", async (ISessions sessions) =>
        {
            await sessions.SignInAsync(new SessionUser("42"));
            return Results.Redirect("/");
        });
        app.MapGet("/settings", (Session session) => $"user #{session.UserId}").RequireAuthorization();
        app.Map("/target/{**rest}", () => "here");
        app.MapGet("/hop", () => Results.Redirect("/target"));
        app.MapGet("/give", (HttpContext context, string cookie) => context.Response.Headers.SetCookie = cookie);
    }

    private static IResult Html(string body) => Results.Content($"<!doctype html><title>App</title>{body}", MediaTypeNames.Text.Html);
}
