using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Bench.Contest;

/// <summary>A port for those who cannot choose one themselves.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
