using System.Net.Sockets;

namespace Cloakroom.Testing;

/// <summary>One client of a <see cref="FaultProxy"/>, and its connection to the server.</summary>
internal sealed class ProxiedConnection(FaultProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile int _bytesLeft = int.MaxValue;

    /// <summary>How many bytes may still come from the server.</summary>
    public int BytesLeft
    {
        get => _bytesLeft;
        set => _bytesLeft = value;
    }

    public async Task RunAsync(string host, int port)
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(host, port);
            await Task.WhenAny(PumpAsync(client, _server, isAnswer: false), PumpAsync(_server, client, isAnswer: true));
        }
        catch (SocketException)
        {
            // Nobody listens at the other end: the client sees its connection break.
        }

        Break();
    }

    /// <summary>Resets both sides; what was under way is lost.</summary>
    public void Break()
    {
        client.Close(0);
        _server.Close(0);
    }

    public void Dispose() => Break();

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var received)
            {
                await proxy.WhenThawed;
                if (isAnswer && proxy.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(proxy.Delay);
                }

                int pass = isAnswer ? Math.Min(received, _bytesLeft) : received;
                await SendAsync(to, buffer.AsMemory(0, pass));
                if (isAnswer && _bytesLeft != int.MaxValue && (_bytesLeft -= pass) <= 0)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either side is gone; the other is closed by the owner.
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }
}
