using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Tests.Redis;

/// <summary>A redis-server of its own on loopback; ended with the test class.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private const int FirstPort = 15_000, LastPort = 32_000;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, bool> Given = new();
    private readonly string[] _arguments;
    private Process _process;

    private RedisProcess(string[] arguments, Process process, int port, string folder) =>
        (_arguments, _process, Port, Folder) = (arguments, process, port, folder);

    public int Port { get; }

    public string Folder { get; }

    public bool IsRunning => !_process.HasExited;

    public string Address => $"redis://127.0.0.1:{Port}";

    /// <summary>Skips the test where there is no redis-server.</summary>
    public static async Task<RedisProcess> StartAsync(params string[] more)
    {
        int port = FreePort();
        string folder = Directory.CreateTempSubdirectory("cloakroom-redis-").FullName;
        string[] arguments =
            ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no", "--loglevel", "warning", "--databases", "64", .. more];
        var redis = new RedisProcess(arguments, Start(arguments), port, folder);
        await redis.AnswersAsync();
        return redis;
    }

    /// <summary>A node that is in no cluster yet; it speaks to the others on a port that is free too.</summary>
    public static Task<RedisProcess> StartClusterNodeAsync() => StartAsync(
        "--cluster-enabled", "yes", "--cluster-port", $"{FreePort()}", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no",
        "--repl-diskless-sync-delay", "0", "--databases", "1");

    /// <summary>A sentinel that watches this master under the name mymaster.</summary>
    public static async Task<RedisProcess> StartSentinelAsync(int master, int quorum)
    {
        int port = FreePort();
        string folder = Directory.CreateTempSubdirectory("cloakroom-sentinel-").FullName, file = Path.Combine(folder, "sentinel.conf");
        await File.WriteAllTextAsync(file, $"""
            port {port}
            bind 127.0.0.1
            dir {folder}
            loglevel warning
            sentinel monitor mymaster 127.0.0.1 {master} {quorum}
            sentinel down-after-milliseconds mymaster 1000
            sentinel failover-timeout mymaster 5000
            sentinel parallel-syncs mymaster 2
            """, TestContext.Current.CancellationToken);
        string[] arguments = [file, "--sentinel"];
        var sentinel = new RedisProcess(arguments, Start(arguments), port, folder);
        await sentinel.AnswersAsync();
        return sentinel;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = Start(_arguments);
        await AnswersAsync();
    }

    /// <summary>Stops it where it stands (SIGSTOP), or lets it go on (SIGCONT).</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>What redis-cli prints for a command.</summary>
    public async Task<string> CliAsync(params string[] command)
    {
        using var cli = Process.Start(new ProcessStartInfo("redis-cli", ["-h", "127.0.0.1", "-p", $"{Port}", .. command]) { UseShellExecute = false, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-cli does not start.");
        string output = await cli.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await cli.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            Process process = Process.Start(new ProcessStartInfo("redis-server", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new InvalidOperationException("redis-server does not start.");
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no redis-server here.");
            throw;
        }
    }

    private async Task AnswersAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Port, bound.Token);
                // It answers when it listens everywhere, not just here.
                await socket.SendAsync("PING\r\n"u8.ToArray(), bound.Token);
                await socket.ReceiveAsync(new byte[64], bound.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(10, bound.Token);
            }
        }
    }

    /// <summary>
    /// A port where nobody listens, given only once. Below those that the system gives to connections: one of these would take it before
    /// the server has started.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            int port = System.Security.Cryptography.RandomNumberGenerator.GetInt32(FirstPort, LastPort);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>One redis-server for all tests of a class.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisProcess? _redis;

    public RedisProcess Redis => _redis ?? throw new InvalidOperationException("It has not been started.");

    public async ValueTask InitializeAsync() => _redis = await RedisProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_redis is { } redis)
        {
            await redis.DisposeAsync();
        }
    }
}
