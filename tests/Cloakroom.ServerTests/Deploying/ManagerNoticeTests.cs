using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.ServerTests.Deploying;

/// <summary>What systemd hears of a service of Type=notify.</summary>
public sealed class ManagerNoticeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-notify-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_hears_when_the_server_listens_and_when_it_stops(bool isAbstract)
    {
        string name = isAbstract ? $"@cloakroom-{FreePort.Next()}-{Environment.ProcessId}" : Path.Combine(_folder.FullName, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name[1..] : name));
        string address = $"http://localhost:{FreePort.Next()}";
        ProcessStartInfo start = ServerProcess.StartInfo(_folder.FullName, address, new Dictionary<string, string>(StringComparer.Ordinal) { ["Store"] = "memory:" });
        start.Environment["NOTIFY_SOCKET"] = name;
        using Process server = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        try
        {
            _ = server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Equal("READY=1", await HearAsync(manager));
            using var caller = new Caller(new Uri(address));
            Assert.Equal(200, (await caller.GetAsync("/health/live")).Status);
            using (Process kill = Process.Start("kill", ["-TERM", $"{server.Id}"]))
            {
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            Assert.Equal("STOPPING=1", await HearAsync(manager));
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, server.ExitCode);
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task<string> HearAsync(Socket manager)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(60));
        byte[] said = new byte[256];
        return Encoding.UTF8.GetString(said, 0, await manager.ReceiveAsync(said, bound.Token));
    }
}
