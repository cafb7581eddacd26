using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// A few addresses of an application behind the server, where unknown addresses end otherwise: whoever gets there has passed everything that
/// the server asks.
/// </summary>
internal sealed class AppBehind : IStartupFilter
{
    public const string App = "/app", Administration = "/app/admin", WebSocket = "/app/ws", Slow = "/app/slow";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            HoldBody.Watch(context);
            return following(context);
        });
        app.UseWebSockets();
        next(app);
        app.Run(AnswerAsync);
    };

    private static Task AnswerAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(App, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (context.User.Identity?.IsAuthenticated != true)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return context.Request.Path.Value switch
        {
            Administration => StatusAsync(context, context.User.IsInRole("admin") ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden),
            WebSocket => EchoAsync(context),
            Slow => SlowAsync(context),
            _ => StatusAsync(context, StatusCodes.Status200OK),
        };
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(context.User.FindFirst("sub")?.Value ?? "");
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
        {
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
        }
    }

    // Works on behalf of the session for as long as the client sends.
    private static async Task SlowAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await StatusAsync(context, StatusCodes.Status200OK);
    }
}
