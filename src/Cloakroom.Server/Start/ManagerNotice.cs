using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Server.Start;

/// <summary>
/// Tells systemd when the server listens and when it is on its way out (sd_notify(3), Type=notify): a datagram to the socket that the
/// environment names. Without one nobody asked.
/// </summary>
internal sealed class ManagerNotice(ILogger<ManagerNotice> logger) : IHostedLifecycleService
{
    private const string Variable = "NOTIFY_SOCKET";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => TellAsync("READY=1", cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => TellAsync("STOPPING=1", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TellAsync(string word, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 } path)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An @ stands for the zero byte of a name that is no file.
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path), cancellationToken);
            await socket.SendAsync(Encoding.UTF8.GetBytes(word), cancellationToken);
        }
        catch (SocketException failure)
        {
            Log.ManagerDeaf(logger, word, failure);
        }
    }
}
