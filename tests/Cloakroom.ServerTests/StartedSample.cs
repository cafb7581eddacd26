using System.Diagnostics;

namespace Cloakroom.ServerTests;

/// <summary>One of the samples as a process of its own, ended by its process id.</summary>
internal sealed class StartedSample : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private StartedSample(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>Starts a sample by its name, and waits until it answers.</summary>
    /// <param name="name">The name of its project.</param>
    /// <param name="port">Where it listens; null for some port.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<StartedSample> StartAsync(string name, int? port = null, params string[] arguments)
    {
        var url = new Uri($"http://localhost:{port ?? FreePort.Next()}");
        Process process = Process.Start(new ProcessStartInfo("dotnet", [Repository.Program(name), "--urls", url.ToString(), "--Logging:LogLevel:Default", "None", .. arguments]))
            ?? throw new InvalidOperationException("dotnet did not start.");
        var sample = new StartedSample(process, url);
        await sample.WaitAsync();
        return sample;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        using var client = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit && !_process.HasExited; await Task.Delay(20))
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(Url);
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        await DisposeAsync();
        throw new TimeoutException($"The sample did not answer within {StartLimit}.");
    }
}
