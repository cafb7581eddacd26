using System.Net;
using Cloakroom.Cookies;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cloakroom.Server.Start;

/// <summary>Which address the server listens on: what ASP.NET Core's own settings say, else what follows from the public address.</summary>
internal static class Listening
{
    private const int BehindProxyPort = 4242;
    private static readonly string[] FrameworkKeys = ["urls", "http_ports", "https_ports"];

    public static void ListenWherePublicUrlSays(this WebApplicationBuilder builder, ServerOptions options)
    {
        bool configured = FrameworkKeys.Any(k => !string.IsNullOrEmpty(builder.Configuration[k]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (configured)
        {
            // The public address may be left out then: it is read from the addresses once they are known.
            return;
        }

        options.Library.PublicUrl ??= ServerOptions.DefaultPublicUrl;
        if (PublicOrigin.TryCreate(options.Library.PublicUrl, out PublicOrigin? origin, out _))
        {
            builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, origin));
        }
    }

    private static void Listen(KestrelServerOptions kestrel, PublicOrigin origin)
    {
        if (origin.IsHttps)
        {
            // TLS is the work of the proxy in front.
            kestrel.Listen(IPAddress.Loopback, BehindProxyPort);
        }
        else if (IPAddress.TryParse(origin.Url.IdnHost.Trim('[', ']'), out IPAddress? address))
        {
            kestrel.Listen(address, origin.Url.Port);
        }
        else
        {
            // localhost and *.localhost: both loopback addresses, and never a public one.
            kestrel.ListenLocalhost(origin.Url.Port);
        }
    }
}
