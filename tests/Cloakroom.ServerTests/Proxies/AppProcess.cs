using System.Diagnostics;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>One of the apps of samples that have no login of their own, as a process of its own, ended by its process id.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    // Debian's own, for which the libraries are installed; others may stand before them in the path.
    private static readonly Dictionary<string, (string Command, string File, string Needs)> Apps = new(StringComparer.Ordinal)
    {
        ["Node"] = ("/usr/bin/node", "samples/NodeApp/app.js", "/usr/share/nodejs/jose"),
        ["Python"] = ("/usr/bin/python3", "samples/PythonApp/app.py", "/usr/lib/python3/dist-packages/jwt"),
    };

    private readonly Process _process;

    private AppProcess(Process process) => _process = process;

    /// <summary>Starts it and waits until it listens. Skips the test where something is missing.</summary>
    /// <param name="name"><c>Node</c> or <c>Python</c>.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="origin">Where browsers find it.</param>
    /// <param name="issuer">The public address of Cloakroom.</param>
    /// <param name="cloakroom">Where it finds Cloakroom.</param>
    public static async Task<AppProcess> StartAsync(string name, int port, Uri origin, Uri issuer, Uri cloakroom)
    {
        (string command, string file, string needs) = Apps[name];
        Assert.SkipUnless(File.Exists(command) && Path.Exists(needs), $"{command} or {needs} is missing.");
        var start = new ProcessStartInfo(command, [Path.Combine(Repository.Root, file)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PORT"] = $"{port}",
                ["ORIGIN"] = origin.GetLeftPart(UriPartial.Authority),
                ["ISSUER"] = issuer.GetLeftPart(UriPartial.Authority),
                ["CLOAKROOM"] = cloakroom.GetLeftPart(UriPartial.Authority),
                // Debian's node looks there by itself.
                ["NODE_PATH"] = "/usr/share/nodejs",
            },
        };
        var app = new AppProcess(Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start."));
        // That a client went away is of no interest, and must not fill the pipe.
        app._process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        Assert.Equal($"Open {origin.GetLeftPart(UriPartial.Authority)}", await app._process.StandardOutput.ReadLineAsync(limit.Token));
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
