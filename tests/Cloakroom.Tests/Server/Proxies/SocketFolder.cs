using System.Net.Sockets;

namespace Cloakroom.Tests.Server.Proxies;

/// <summary>A folder for a Unix socket; it is removed at the end.</summary>
internal sealed class SocketFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-socket-");

    public string File => Path.Combine(_folder.FullName, "cloakroom.sock");

    public UnixDomainSocketEndPoint EndPoint => new(File);

    /// <summary>To listen there and on a port.</summary>
    public string Urls => $"http://127.0.0.1:0;http://unix:{File}";

    /// <summary>Connects there, whatever the address says.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(EndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
