using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cloakroom.Shared;

/// <summary>
/// A port that nobody listens on, below those that the kernel gives to outgoing connections (32768 on): the load of another test cannot
/// take it between here and the start of a server. No port is given twice while there are others, so that one which is used only later,
/// or anew after a restart, belongs to nobody else of this process.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000, End = 32_000;

    // Another process that does the same begins elsewhere.
    private static int _last = RandomNumberGenerator.GetInt32(0, End - First);

    public static int Next()
    {
        while (true)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref _last) % (End - First));
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
