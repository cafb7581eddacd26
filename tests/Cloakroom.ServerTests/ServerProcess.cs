using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Cloakroom.ServerTests;

/// <summary>
/// The real server as a process of its own: on 127.0.0.1, on a port of the test's own, with its data in a temporary folder, ended by its
/// process id.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, string> _settings;
    private readonly bool _ownsFolder;
    private readonly string? _program;
    private Process? _process;

    private ServerProcess(int port, string folder, bool ownsFolder, Dictionary<string, string> settings, string? program)
    {
        (Port, Folder, _ownsFolder, _settings, _program) = (port, folder, ownsFolder, settings, program);
        Url = new Uri($"http://localhost:{port}");
    }

    public int Port { get; }

    /// <summary>Where it keeps everything; also its current directory.</summary>
    public string Folder { get; }

    public Uri Url { get; }

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The server is not running.");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The file of sessions and accounts, where the settings do not name another.</summary>
    public string DataFile => Path.Combine(Folder, "cloakroom-data", "cloakroom.db");

    /// <summary>How long the last start took, from the start of the process to the first answer that says ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>What it has printed so far, both streams.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    /// <summary>The Unix socket on which a server listens that is told to trust who calls there.</summary>
    public string SocketFile => Path.Combine(Folder, "cloakroom.sock");

    private string Urls => $"http://localhost:{Port}{(_settings.GetValueOrDefault("TrustedProxies") == "unix" ? $";http://unix:{SocketFile}" : "")}";

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="settings">Settings such as <c>Session:Idle</c>; PublicUrl is set to the test's own address unless given.</param>
    /// <param name="folder">A data folder to use; default is a new temporary one, removed at the end.</param>
    /// <param name="program">An executable or a dll; default is the server as it was built.</param>
    public static async Task<ServerProcess> StartAsync(Dictionary<string, string>? settings = null, string? folder = null, string? program = null)
    {
        var server = new ServerProcess(
            FreePort.Next(), folder ?? Directory.CreateTempSubdirectory("cloakroom-test-").FullName, folder is null, settings ?? [], program);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process on the same port and folder, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        var waited = Stopwatch.StartNew();
        ProcessStartInfo start = StartInfo(Folder, $"http://localhost:{Port}", _settings, _program);
        if (_settings.ContainsKey("PublicUrl"))
        {
            // The address of a proxy in front; the server itself still listens where the test calls it.
            start.Environment["URLS"] = Urls;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(waited);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process?.Kill();
        await (_process?.WaitForExitAsync() ?? Task.CompletedTask);
    }

    /// <summary>SIGTERM, then waits for the end; returns the exit status.</summary>
    public async Task<int> TerminateAsync()
    {
        Signal("TERM");
        await _process!.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal such as TERM and does not wait.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{ProcessId}"]);
        kill.WaitForExit();
    }

    /// <summary>Runs one of the executable's commands with the settings and in the folder of this server, and returns what it printed.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        (int status, string output, string errors) = await TryCommandAsync(words);
        return status == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {status}: {errors}");
    }

    /// <summary>The same for one that may be refused.</summary>
    public async Task<(int Status, string Output, string Errors)> TryCommandAsync(params string[] words)
    {
        ProcessStartInfo start = StartInfo(Folder, $"http://localhost:{Port}", _settings, _program);
        Array.ForEach(words, start.ArgumentList.Add);
        using Process command = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Task<string> output = command.StandardOutput.ReadToEndAsync(), errors = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task WaitUntilReadyAsync(Stopwatch waited)
    {
        using var client = new HttpClient { BaseAddress = Url };
        while (waited.Elapsed < StartLimit)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {_process.ExitCode}:\n{string.Join('\n', Output)}");
            }

            try
            {
                using HttpResponseMessage answer = await client.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    ReadyAfter = waited.Elapsed;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"The server was not ready after {StartLimit}:\n{string.Join('\n', Output)}");
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            Output.Enqueue(line);
        }
    }

    /// <summary>How a server is started in a folder, with settings that may replace the public address.</summary>
    internal static ProcessStartInfo StartInfo(string folder, string publicUrl, IReadOnlyDictionary<string, string> settings, string? program = null)
    {
        program ??= Repository.Program("Cloakroom.Server");
        bool isExecutable = !program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isExecutable ? program : "dotnet", isExecutable ? [] : [program])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CLOAKROOM__PUBLICURL"] = publicUrl;
        // All tests come from one address, and some of them fail often.
        start.Environment["CLOAKROOM__ACCOUNTS__TRIESPERADDRESS"] = "1000";
        foreach ((string key, string value) in settings)
        {
            string prefix = key.StartsWith("Logging:", StringComparison.Ordinal) ? "" : "CLOAKROOM__";
            start.Environment[prefix + key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()] = value;
        }

        return start;
    }
}
