using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench;

/// <summary>A Redis of its own on loopback, which keeps nothing unless told to.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;

    private RedisServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>Whether there is a redis-server to start.</summary>
    public static bool IsHere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public string Address => $"redis://127.0.0.1:{Port}";

    /// <param name="appendTo">A folder for an append-only file; null keeps nothing.</param>
    /// <param name="syncsAlways">Whether that is synced before every answer, not every second.</param>
    /// <param name="launch">Starts the process, where it has to live on one core.</param>
    public static async Task<RedisServer> StartAsync(string? appendTo = null, bool syncsAlways = false, Func<ProcessStartInfo, Process?>? launch = null)
    {
        int port = FreePort.Take();
        var start = new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", appendTo is null ? "no" : "yes", "--appendfsync", syncsAlways ? "always" : "everysec", "--dir", appendTo ?? Path.GetTempPath(), "--loglevel", "warning"]) { UseShellExecute = false, RedirectStandardOutput = true };
        Process process = (launch ?? Process.Start)(start) ?? throw new InvalidOperationException("redis-server does not start.");
        _ = process.StandardOutput.ReadToEndAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, bound.Token);
                return new RedisServer(process, port);
            }
            catch (SocketException)
            {
                await Task.Delay(20, bound.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
