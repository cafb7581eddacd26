using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace Cloakroom.FaultTests.Nodes;

/// <summary>A node: an application of its own with its own connection to the store. In this process, or in one that can be killed.</summary>
internal abstract class Node(int number, NodeSettings settings) : IAsyncDisposable
{
    /// <summary>The command by which this program becomes a node.</summary>
    public const string Command = "node";

    public int Number => number;

    public LastLines Log { get; } = new();

    /// <summary>Where it listens; another address after each start.</summary>
    public Uri Url { get; protected set; } = new("http://127.0.0.1:9");

    protected NodeSettings Settings => settings;

    public abstract Task StartAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A node in this process.</summary>
internal sealed class LocalNode(int number, NodeSettings settings) : Node(number, settings)
{
    private WebApplication? _app;

    public override async Task StartAsync()
    {
        _app = NodeApp.Build(Settings, Log);
        await _app.StartAsync();
        Url = new Uri(_app.Urls.First());
    }

    public override async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await app.StopAsync(bound.Token);
            await app.DisposeAsync();
        }
    }
}

/// <summary>A node in a process of its own.</summary>
internal sealed class ProcessNode(int number, NodeSettings settings) : Node(number, settings)
{
    private Process? _process;

    public override async Task StartAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Cloakroom.FaultTests");
        // It ends with the pipe to its standard input, whatever becomes of this process.
        _process = Process.Start(new ProcessStartInfo(program, [Command, Settings.ToArgument()])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("A node does not start.");
        _process.ErrorDataReceived += (_, line) => Log.Add(line.Data ?? "");
        _process.BeginErrorReadLine();
        string? url = await _process.StandardOutput.ReadLineAsync();
        Url = new Uri(url ?? throw new InvalidOperationException($"A node ended before it listened: {Log}"));
    }

    public int Id => _process?.Id ?? throw new InvalidOperationException("The node does not run.");

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    public override ValueTask DisposeAsync()
    {
        Kill();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the process does.</summary>
    public static async Task<int> RunAsync(string argument)
    {
        var log = new LastLines();
        await using WebApplication app = NodeApp.Build(NodeSettings.Parse(argument), log);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Console.Out.FlushAsync();
        await Console.In.ReadToEndAsync();
        await Console.Error.WriteLineAsync(log.ToString());
        return 0;
    }
}
