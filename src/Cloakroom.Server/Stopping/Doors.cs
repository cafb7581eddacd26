using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Server.Start;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Cloakroom.Server.Stopping;

/// <summary>
/// The sockets that the server listens on. When one is simply closed, the system resets the connections that wait to be accepted, perhaps with
/// a request already sent into them; a proxy may send a GET again, but never a POST. So, before, nobody new is let in (<see cref="NoEntry"/>, and
/// a Unix socket loses its file), and those who wait are.
/// </summary>
internal sealed class Doors(TimeProvider time)
{
    // Whoever has been greeted has this long to finish the handshake; then everybody who waits must be in.
    private static readonly TimeSpan Handshake = TimeSpan.FromMilliseconds(50), Step = TimeSpan.FromMilliseconds(5);
    private const int Steps = 200;

    private readonly ConcurrentBag<(Socket Socket, UnixDomainSocketEndPoint? File)> _doors = [];

    public Socket Open(EndPoint where)
    {
        var file = where as UnixDomainSocketEndPoint;
        Socket socket = file is null ? SocketTransportOptions.CreateDefaultBoundListenSocket(where) : SocketFile.Open(file);
        _doors.Add((socket, file));
        return socket;
    }

    /// <summary>Returns when nobody waits at a door. Somebody who knocks meanwhile hears nothing, knocks again a second later and finds it closed.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        Socket[] closed = [.. _doors.Where(d => TryClose(d.Socket, d.File)).Select(d => d.Socket)];
        if (closed.Length == 0)
        {
            return;
        }

        await Task.Delay(Handshake, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (int i = 0; i < Steps && closed.Any(NoEntry.IsSomebodyWaiting) && !cancellationToken.IsCancellationRequested; i++)
        {
            await Task.Delay(Step, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool TryClose(Socket socket, UnixDomainSocketEndPoint? file)
    {
        if (file is null)
        {
            return NoEntry.TryPut(socket);
        }

        SocketFile.Remove(file);
        return true;
    }
}
