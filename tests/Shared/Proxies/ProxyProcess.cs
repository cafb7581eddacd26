using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Shared;

/// <summary>A real proxy on loopback: one process, with its files in a temporary folder, ended by its process id.</summary>
internal abstract class ProxyProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private Process? _process;

    protected ProxyProcess(int port)
    {
        Port = port;
        Folder = Directory.CreateTempSubdirectory("cloakroom-proxy-").FullName;
    }

    public int Port { get; }

    /// <summary>Where its configuration is; files named in it by a relative path are looked for here.</summary>
    public string Folder { get; }

    public Uri Url => new($"http://localhost:{Port}");

    /// <summary>What it has printed so far.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>Stops it where it stands (SIGSTOP), lets it go on (SIGCONT), has it read its configuration again (SIGHUP) and so on.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process?.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync(CancellationToken.None);
        }

        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts it and waits until it listens; skips the test where the program is missing.</summary>
    protected async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = start.Environment["XDG_DATA_HOME"] = start.Environment["XDG_CONFIG_HOME"] = Folder;
        Assert.SkipUnless(File.Exists(program), $"There is no {program} here.");
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        _process.OutputDataReceived += (_, line) => Output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => Output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit && !_process.HasExited; await Task.Delay(20))
        {
            if (await ListensAsync())
            {
                return;
            }
        }

        string said = string.Join('\n', Output);
        await DisposeAsync();
        throw new InvalidOperationException($"{program} does not listen on port {Port}:\n{said}");
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
