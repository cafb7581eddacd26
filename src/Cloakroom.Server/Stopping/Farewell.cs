namespace Cloakroom.Server.Stopping;

/// <summary>
/// While the program is on its way out, every answer says that its connection ends with it (RFC 9112 9.6): a proxy then does not send the next
/// request into a connection that is just being closed.
/// </summary>
internal sealed class Farewell(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        // HTTP/2 has no such header; there the web server says it in a frame of its own.
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(Say, context);
        }

        return next(context);
    }

    private static Task Say(object context)
    {
        ((HttpContext)context).Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
