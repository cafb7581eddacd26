using System.Diagnostics;

namespace Cloakroom.Tests.Conventions;

/// <summary>A web program on a port of its own, in an empty folder of its own; it and the folder are gone afterwards.</summary>
internal sealed class StartedProgram : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private StartedProgram(Process process, DirectoryInfo folder) => (_process, _folder) = (process, folder);

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <param name="program">An assembly (<c>.dll</c>), or a program that needs no <c>dotnet</c>.</param>
    public static async Task<StartedProgram> StartAsync(string program)
    {
        bool isAssembly = program.EndsWith(".dll", StringComparison.Ordinal);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-");
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(isAssembly ? "dotnet" : program, isAssembly ? [program] : [])
            {
                WorkingDirectory = folder.FullName,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                Environment = { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["DOTNET_ENVIRONMENT"] = "Production" },
            },
        };
        process.Start();
        var started = new StartedProgram(process, folder);
        try
        {
            await started.WaitAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Patience);
        var said = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            said.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                Address = new Uri(line[(at + Listening.Length)..]);
                // Read on, or the program would stand still once the pipe is full.
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("The program ended before it listened:\n" + string.Join('\n', said));
    }
}
