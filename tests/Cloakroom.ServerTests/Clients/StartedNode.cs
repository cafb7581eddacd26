using System.Diagnostics;

namespace Cloakroom.ServerTests.Clients;

/// <summary>The sample NodeSsr as a process of its own, at an address of its own, ended by its process id.</summary>
internal sealed class StartedNode : IAsyncDisposable
{
    private const string Executable = "/usr/bin/node";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private StartedNode(Process process) => _process = process;

    /// <summary>Starts it in front of a Cloakroom server, and waits until it listens.</summary>
    public static async Task<StartedNode> StartAsync(Uri publicUrl, Uri cloakroom)
    {
        Assert.SkipUnless(File.Exists(Executable), $"{Executable} is missing: apt-get install nodejs");
        var start = new ProcessStartInfo(Executable, [Path.Combine(Repository.Root, "samples", "NodeSsr", "server.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["PUBLIC_URL"] = publicUrl.ToString(), ["CLOAKROOM"] = cloakroom.ToString() },
        };
        var node = new StartedNode(Process.Start(start) ?? throw new InvalidOperationException("node did not start."));
        using var limit = new CancellationTokenSource(StartLimit);
        string? line = await node._process.StandardOutput.ReadLineAsync(limit.Token);
        Assert.Equal($"Open {publicUrl.GetLeftPart(UriPartial.Authority)}", line);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
