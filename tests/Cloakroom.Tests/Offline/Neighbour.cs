using System.Net.WebSockets;
using Cloakroom.Tests.AspNetCore;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Offline;

/// <summary>A service that knows of Cloakroom only its address: <c>AddCloakroomTokens</c> and nothing else, on a port of its own.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Neighbour(WebApplication app, Logs logs) => (_app, Logs) = (app, logs);

    public Logs Logs { get; }

    public Uri Url => new(_app.Urls.First());

    public RevocationView Revocations => _app.Services.GetRequiredService<Issuer>().Revocations;

    public static async Task<Neighbour> StartAsync(Uri authority, Action<CloakroomTokensOptions>? configure = null, TimeProvider? clock = null)
    {
        var logs = new Logs();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        builder.Services.AddCloakroomTokens(authority.GetLeftPart(UriPartial.Authority), configure);
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseAuthorization();
        Map(app);
        await app.StartAsync();
        return new(app, logs);
    }

    /// <summary>Waits until it has heard from the issuer once.</summary>
    public async Task<Neighbour> ListeningAsync()
    {
        await Until.TrueAsync(() => !Revocations.IsStale);
        return this;
    }

    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/public", () => "everybody");
        app.MapMethods("/orders", ["GET", "POST"], (HttpContext context) => context.User.FindFirst("sub")?.Value).RequireAuthorization();
        app.MapGet("/claims", (HttpContext context) => string.Join(' ', context.User.Claims.Select(c => c.Type).Distinct().Order(StringComparer.Ordinal))).RequireAuthorization();
        app.MapGet("/admin", () => "admin").RequireAuthorization(p => p.RequireRole("admin"));
        app.MapGet("/stream", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: here\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }).RequireAuthorization();
        app.MapGet("/socket", async (HttpContext context) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[16].AsMemory(), context.RequestAborted);
        }).RequireAuthorization();
    }
}
