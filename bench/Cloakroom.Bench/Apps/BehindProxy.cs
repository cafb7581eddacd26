using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Apps;

/// <summary>What stands behind nginx: an application that believes the header of its proxy, the same page without, and <c>/204</c>, which says yes to everybody.</summary>
internal static class BehindProxy
{
    /// <summary>Who is let in.</summary>
    public const string Email = "ada@example.org";

    /// <param name="socket">The Unix socket on which it listens as well.</param>
    public static WebApplication Build(string socket) => BenchApp.Build(null, app =>
    {
        app.Urls.Add("http://127.0.0.1:0");
        app.Urls.Add($"http://unix:{socket}");
        app.MapGet("/plain", BenchApp.HelloAsync);
        app.MapGet("/static", BenchApp.HelloAsync);
        app.MapGet("/proxied", BenchApp.HelloAsync);
        app.MapGet("/protected", ForOneAsync);
        app.MapGet("/tcp", ForOneAsync);
        app.MapGet("/204", context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    });

    private static Task ForOneAsync(HttpContext context) => BenchApp.AnswerAsync(context, context.Request.Headers["X-Auth-Email"] == Email ? BenchApp.UserId : null);
}
