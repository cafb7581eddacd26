using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Proxies;

/// <summary>
/// Behind trusted proxies the address of the client is the last one in X-Forwarded-For that is not itself a trusted proxy: what stands
/// before it was written by the client. Scheme and host are never taken from a header; they follow from PublicUrl.
/// </summary>
internal static class ProxyMiddleware
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        ServerOptions options = app.Services.GetRequiredService<ServerOptions>();
        if (options.TrustedProxies.Count == 0 && !options.TrustsUnixSocket)
        {
            return;
        }

        app.Use((context, next) =>
        {
            if (ProxyPeer.Look(context, options) && ForwardedFor.Read(context.Request.Headers[ForwardedFor.Header], options.TrustedProxies) is { } client)
            {
                ConnectionInfo connection = context.Connection;
                // The port in the header, where there is one, is of no interest; that of the proxy would be a mistake.
                (connection.RemoteIpAddress, connection.RemotePort) = (client, 0);
            }

            return next(context);
        });
    }
}
