using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Carriers;

/// <summary>The application that all are measured on: the same endpoints on the same server, and authentication as each has it.</summary>
internal static class BenchApp
{
    /// <summary>Starts it on a port of its own.</summary>
    /// <param name="services">Adds the authentication; null for none.</param>
    /// <param name="pipeline">Puts it ahead of the endpoints, and adds its own.</param>
    public static async Task<WebApplication> StartAsync(Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        pipeline?.Invoke(app);
        app.MapGet("/hello", () => "hello");
        if (pipeline is not null)
        {
            app.MapGet("/private", () => "hello").RequireAuthorization();
            app.MapGet("/who", (ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody");
        }

        await app.StartAsync();
        return app;
    }

    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single() ?? "");

    /// <summary>Logs in.</summary>
    public static async Task<HttpResponseMessage> LoginAsync(WebApplication app, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = AddressOf(app) };
        return (await client.PostAsync(path, null)).EnsureSuccessStatusCode();
    }

    /// <summary>The cookies of a login, as a browser sends them.</summary>
    public static string[] CookiesOf(HttpResponseMessage answer) => [.. answer.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0])];
}
