using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Cloakroom.Server.Stopping;

/// <summary>Adds the way out.</summary>
internal static class StoppingRegistration
{
    public static void AddDraining(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.ShutdownDelay + TimeSpan.FromSeconds(Draining.Seconds));
        builder.Services.AddSingleton<Doors>();
        builder.Services.AddOptions<SocketTransportOptions>().Configure<Doors>((transport, doors) => transport.CreateBoundListenSocket = doors.Open);
        builder.Services.AddHostedService<Draining>();
    }
}
