using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;

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
        if (options.TrustedProxies.Count == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        options.TrustedProxies.ForEach(forwarded.KnownIPNetworks.Add);
        app.Use((context, next) =>
        {
            ProxyPeer.Look(context, options);
            return next(context);
        });
        app.UseWhen(ProxyPeer.IsTrusted, behind => behind.UseForwardedHeaders(forwarded));
    }
}
