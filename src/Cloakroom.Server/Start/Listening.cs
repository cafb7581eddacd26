using System.Net;
using Cloakroom.Cookies;
using Cloakroom.Server.Settings;

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
            builder.WebHost.UseUrls(Address(origin));
        }
    }

    /// <summary>Always loopback: TLS is the work of a proxy in front, and plain http does not leave the machine.</summary>
    internal static string Address(PublicOrigin origin) =>
        origin.IsHttps ? $"http://127.0.0.1:{BehindProxyPort}"
        : IPAddress.TryParse(origin.Url.IdnHost.Trim('[', ']'), out _) ? origin.Serialized
        // Not the name itself: of a name other than localhost the server would make every address of the machine.
        : $"http://localhost:{origin.Url.Port}";
}
