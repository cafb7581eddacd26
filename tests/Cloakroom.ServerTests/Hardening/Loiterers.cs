using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.ServerTests.Hardening;

/// <summary>Connections that are opened and then used for as little as possible.</summary>
internal sealed class Loiterers : IDisposable
{
    private const int AtOnce = 64;

    private readonly List<Socket> _sockets = [];

    public int Count => _sockets.Count;

    /// <summary>Opens this many, and sends the same on each.</summary>
    /// <param name="port">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="text">What; nothing for connections without a word.</param>
    /// <param name="reads">False for people who never take their answer: their window is as small as it can be.</param>
    public async Task ComeAsync(int port, int count, string text = "", bool reads = true)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int done = 0; done < count; done += AtOnce)
        {
            _sockets.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, count - done)).Select(async _ =>
            {
                // Ended with a reset, so that no port is kept for a minute after it.
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(enable: true, 0) };
                socket.ReceiveBufferSize = reads ? socket.ReceiveBufferSize : 1;
                await socket.ConnectAsync(IPAddress.Loopback, port);
                await socket.SendAsync(bytes);
                return socket;
            })));
        }
    }

    /// <summary>Sends one more piece on each that still stands; how many those are.</summary>
    public async Task<int> DribbleAsync(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        bool[] sent = await Task.WhenAll(_sockets.Select(async socket =>
        {
            try
            {
                return await socket.SendAsync(bytes) > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }));
        return sent.Count(s => s);
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());
}
