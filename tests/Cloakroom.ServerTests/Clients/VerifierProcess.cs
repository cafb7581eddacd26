using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.ServerTests.Clients;

/// <summary>A service in another language that verifies tokens: a sample as a process of its own, ended by its process id.</summary>
internal sealed class VerifierProcess : IAsyncDisposable
{
    private readonly Process _process;

    private VerifierProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <param name="command">What runs it.</param>
    /// <param name="file">The sample's file.</param>
    /// <param name="issuer">Whose tokens it is to accept.</param>
    public static VerifierProcess Start(string command, string file, Uri issuer)
    {
        int port = FreePort.Next();
        string[] arguments = [Path.Combine(Repository.Root, "samples", "Verifiers", file), issuer.GetLeftPart(UriPartial.Authority), port.ToString(CultureInfo.InvariantCulture)];
        Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false }) ?? throw new InvalidOperationException($"{command} did not start.");
        // What it says while it waits is of no interest, and must not fill the pipe.
        process.BeginErrorReadLine();
        return new(process, new Uri($"http://127.0.0.1:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
