using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Testing;

/// <summary>
/// A TCP proxy on loopback that does what networks do: stand still, be slow, and break in the middle of a message. It never changes or
/// reorders bytes.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<ProxiedConnection> _connections = [];
    private readonly Task _accepting;
    private TaskCompletionSource? _frozen;
    private bool _refuses;

    private FaultProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Time that every piece of bytes is held back on its way to the client. Default none.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connections that are open.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Starts between clients and the server at this address.</summary>
    public static FaultProxy Start(string host, int port) => new(host, port);

    /// <summary>From now on no byte passes in either direction, and connections stay open. <see cref="Thaw"/> lets them go on.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets everything pass that was held up.</summary>
    public void Thaw()
    {
        lock (_gate)
        {
            _frozen?.TrySetResult();
            _frozen = null;
        }
    }

    /// <summary>Breaks every open connection at once.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _connections.ForEach(c => c.Break());
        }
    }

    /// <summary>Breaks each open connection when so many more bytes have come from the server, in the middle of whatever that is.</summary>
    public void CutAfter(int bytes)
    {
        lock (_gate)
        {
            _connections.ForEach(c => c.BytesLeft = bytes);
        }
    }

    /// <summary>Whether new connections are closed at once, as where nobody listens.</summary>
    public void Refuse(bool refuse)
    {
        lock (_gate)
        {
            _refuses = refuse;
        }
    }

    /// <summary>Closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        Cut();
        Thaw();
        await _accepting;
        _closing.Dispose();
    }

    internal Task WhenThawed
    {
        get
        {
            lock (_gate)
            {
                return _frozen?.Task ?? Task.CompletedTask;
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listener.AcceptSocketAsync(_closing.Token);
                bool refuses;
                lock (_gate)
                {
                    refuses = _refuses;
                }

                if (refuses)
                {
                    client.Close(0);
                    continue;
                }

                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The proxy closes, or a client went away before it was served.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new ProxiedConnection(this, client);
        lock (_gate)
        {
            _connections.Add(connection);
        }

        await connection.RunAsync(_host, _port);
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }
}
