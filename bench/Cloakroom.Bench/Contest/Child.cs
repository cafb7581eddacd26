using System.Diagnostics;

namespace Cloakroom.Bench.Contest;

/// <summary>A process that says its address in its first line, and ends when its input does.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1), EndLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private Child(Process process, Contender contender) => (_process, Contender) = (process, contender);

    public Contender Contender { get; }

    /// <summary>This program again, with one of its applications (<see cref="Apps.Catalog"/>).</summary>
    public static Task<Child> OfOursAsync(string name, params string[] arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("No path of this program.");
        string[] line = ["serve", name, .. arguments];
        return StartAsync(name, program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Child).Assembly.Location, .. line] : line);
    }

    /// <exception cref="InvalidOperationException">It did not start, or said something else.</exception>
    public static async Task<Child> StartAsync(string name, string program, string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder ?? "" };
        start.Environment["NODE_ENV"] = "production";
        // .NET waits with compiling what is called often for a tenth of a second in which nothing new runs, and on a core that is busy for half a minute.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        Process process = Core.StartContender(start) ?? throw new InvalidOperationException($"{name} did not start.");
        using var limit = new CancellationTokenSource(StartLimit);
        string said = await process.StandardOutput.ReadLineAsync(limit.Token) ?? "";
        // What else it says is of no interest, but must not make it wait.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return Uri.TryCreate(said, UriKind.Absolute, out Uri? url) ? new(process, new(name, url, process.Id)) : throw new InvalidOperationException($"{name} did not start: {said}");
    }

    /// <summary>
    /// For the child: waits until its input ends. On a thread of its own, since the console reads while its caller waits: one of the pool that is held
    /// up is half of what a small machine has, and would count as what is measured.
    /// </summary>
    public static Task UntilInputEndsAsync() => Task.Factory.StartNew(Console.In.ReadToEnd, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
