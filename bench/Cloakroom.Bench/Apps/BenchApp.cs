using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Apps;

/// <summary>The application that all are measured on: the same server, and the same bytes written in the same way. What differs is the authentication in front.</summary>
internal static class BenchApp
{
    /// <summary>Who is let in.</summary>
    public const string UserId = "42";

    private static readonly string[] Methods = ["GET", "POST"];
    private static readonly byte[] Hello = "hello"u8.ToArray();

    /// <summary>With <c>/hello</c>, which asks nothing, and whatever the pipeline maps.</summary>
    /// <param name="services">Adds the authentication; null for none.</param>
    /// <param name="pipeline">Puts it ahead of the endpoints, and adds its own.</param>
    public static WebApplication Build(Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        pipeline?.Invoke(app);
        app.MapMethods("/hello", Methods, HelloAsync);
        return app;
    }

    /// <summary><c>/id</c>, which reads the user's ID from the claims and lets in the one user, and <c>/private</c>, where authorization asks.</summary>
    public static void MapGuarded(this WebApplication app)
    {
        app.MapMethods("/id", Methods, context => AnswerAsync(context, context.User.FindFirstValue(ClaimTypes.NameIdentifier)));
        app.MapMethods("/private", Methods, HelloAsync).RequireAuthorization();
    }

    /// <summary><c>/personal</c>, which knows nobody and answers with the two headers that keep a personal answer out of every cache: what an application owes anyway.</summary>
    public static void MapPersonal(this WebApplication app) => app.MapMethods("/personal", Methods, context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Cookie, Authorization";
        return HelloAsync(context);
    });

    /// <summary>The greeting for the one user, 401 for others.</summary>
    public static Task AnswerAsync(HttpContext context, string? user)
    {
        if (user == UserId)
        {
            return HelloAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    public static Task HelloAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Hello.Length;
        return context.Response.Body.WriteAsync(Hello, 0, Hello.Length);
    }

    /// <summary>Where it listens, once started.</summary>
    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? "");
}
