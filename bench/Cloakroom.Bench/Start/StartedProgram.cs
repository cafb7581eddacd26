using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloakroom.Bench.Contest;

namespace Cloakroom.Bench.Start;

/// <summary>A program on a port of its own, and how long it took from the start of its process to its first answer with 200.</summary>
internal sealed class StartedProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private StartedProgram(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    public TimeSpan ReadyAfter { get; private set; }

    /// <exception cref="TimeoutException">It did not answer within a minute, or ended.</exception>
    public static async Task<StartedProgram> StartAsync(Startable what)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        bool isAssembly = what.File.EndsWith(".dll", StringComparison.Ordinal);
        string[] line = [.. isAssembly ? (string[])[what.File] : [], "--urls", address.ToString(), .. what.IsServer ? (string[])["--PublicUrl", address.ToString()] : []];
        var info = new ProcessStartInfo(isAssembly ? "dotnet" : what.File, line)
        {
            WorkingDirectory = what.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Logging__LogLevel__Default"] = "Warning", ["DOTNET_ENVIRONMENT"] = "Production" },
        };
        long begun = Stopwatch.GetTimestamp();
        var started = new StartedProgram(Process.Start(info) ?? throw new InvalidOperationException($"{what.File} did not start."), address);
        // Read, or it would stand still once a pipe is full.
        _ = started._process.StandardOutput.ReadToEndAsync();
        _ = started._process.StandardError.ReadToEndAsync();
        byte[] question = Encoding.ASCII.GetBytes($"GET {what.ReadyPath} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n");
        while (!await IsReadyAsync(address.Port, question))
        {
            if (started._process.HasExited || Stopwatch.GetElapsedTime(begun) > Patience)
            {
                started.Dispose();
                throw new TimeoutException($"{what.File} did not answer.");
            }

            await Task.Delay(1);
        }

        started.ReadyAfter = Stopwatch.GetElapsedTime(begun);
        return started;
    }

    /// <summary>Ends it as an operator would, so that the next start finds tidy files.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(int port, byte[] question)
    {
        byte[] answer = new byte[12];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(question);
            int length = 0;
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length)) is > 0 and var received)
            {
                length += received;
            }

            return answer.AsSpan().SequenceEqual("HTTP/1.1 200"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
