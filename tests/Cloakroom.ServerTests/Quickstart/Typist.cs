using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloakroom.ServerTests.Quickstart;

/// <summary>Types the lines of the page in an empty folder, and notes how long each takes. Ports are exchanged for free ones.</summary>
internal sealed partial class Typist : IAsyncDisposable
{
    // Of the first build on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly List<Process> _running = [];
    private readonly Dictionary<string, string> _ports = new(StringComparer.Ordinal)
    {
        ["4242"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
        ["3000"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
    };

    public string Folder { get; } = Directory.CreateTempSubdirectory("cloakroom-quickstart-").FullName;

    /// <summary>What was typed, and how long it took.</summary>
    public List<string> Times { get; } = [];

    public TimeSpan Total { get; private set; }

    /// <summary>The address as it is on the page.</summary>
    public Uri Address(string port) => new($"http://localhost:{_ports[port]}");

    /// <summary>Does one step. A program that stays is left running once it listens; then its address.</summary>
    public async Task<Uri?> DoAsync(QuickstartStep step)
    {
        var watch = Stopwatch.StartNew();
        string text = _ports.Aggregate(step.Text, (t, p) => t.Replace($":{p.Key}", $":{p.Value}", StringComparison.Ordinal).Replace($"({p.Key}", $"({p.Value}", StringComparison.Ordinal));
        Uri? address = null;
        if (step.File is { } file)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, file), text, TestContext.Current.CancellationToken);
        }
        else
        {
            address = await RunAsync(text);
        }

        Note(step.File ?? text, watch.Elapsed);
        return address;
    }

    /// <summary>What the person does in the browser.</summary>
    public async Task<T> TimeAsync<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        T result = await work();
        Note(what, watch.Elapsed);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _running)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private void Note(string what, TimeSpan taken)
    {
        Total += taken;
        Times.Add(string.Create(CultureInfo.InvariantCulture, $"{taken.TotalSeconds,7:0.0} s  {what}"));
    }

    private async Task<Uri?> RunAsync(string command)
    {
        Process process = Process.Start(StartInfo(command)) ?? throw new InvalidOperationException("bash did not start.");
        _running.Add(process);
        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool stays = Stays().IsMatch(command);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if (stays && await ListensAsync(command, lines) is { } address)
            {
                return address;
            }

            if (process.HasExited)
            {
                Assert.True(!stays && process.ExitCode == 0, $"{command} ended with {process.ExitCode}:\n{string.Join('\n', lines)}");
                return null;
            }
        }

        throw new TimeoutException($"{command} took longer than {Patience}:\n{string.Join('\n', lines)}");
    }

    // What it prints says where it listens; node says nothing, and is asked.
    private async Task<Uri?> ListensAsync(string command, ConcurrentQueue<string> lines)
    {
        if (command.StartsWith("dotnet", StringComparison.Ordinal))
        {
            return lines.Select(l => Printed().Match(l)).FirstOrDefault(m => m.Success) is { } match ? new Uri(match.Groups["url"].Value) : null;
        }

        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(Address("3000"), TestContext.Current.CancellationToken);
            return Address("3000");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private ProcessStartInfo StartInfo(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["REPOSITORY"] = Repository.Root;
        start.Environment["CLOAKROOM__PUBLICURL"] = Address("4242").GetLeftPart(UriPartial.Authority);
        // A person's shell knows nothing of the build that runs this test.
        foreach (string name in (string[])["UseSharedCompilation", "MSBUILDDISABLENODEREUSE", "Configuration", "ASPNETCORE_URLS", "URLS", "CLOAKROOM_LONG"])
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    [GeneratedRegex("^(dotnet run|node) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stays();

    // The host's own line, and the banner of the server.
    [GeneratedRegex("(?:Now listening on: |^\\s*(?:address|open)\\W+)(?<url>http://localhost:[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Printed();
}
