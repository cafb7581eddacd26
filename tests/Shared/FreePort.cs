using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cloakroom.Shared;

/// <summary>
/// A port that nobody listens on, below those that the kernel gives to outgoing connections (32768 on): the load of another test cannot
/// take it between here and the start of a server.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000, End = 32_000;

    public static int Next()
    {
        for (int port = RandomNumberGenerator.GetInt32(First, End); ; port = port + 1 < End ? port + 1 : First)
        {
            if (IsFree(port, IPAddress.Loopback) && IsFree(port, IPAddress.IPv6Loopback))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port, IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException refused)
        {
            // A machine without IPv6 has nobody listening there.
            return refused.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable;
        }
    }
}
