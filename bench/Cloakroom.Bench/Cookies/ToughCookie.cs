using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Cloakroom.Bench;

/// <summary>tough-cookie in a Node process of its own, asked over standard input; there only when npm has installed it.</summary>
internal sealed class ToughCookie : IDisposable
{
    private readonly Process _node;

    private ToughCookie(Process node, string version) => (_node, Version) = (node, version);

    /// <summary><c>6.1.0</c>.</summary>
    public string Version { get; }

    public static ToughCookie? Start()
    {
        string folder = Path.Combine(FindBench(), "peers", "tough-cookie");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "tough-cookie")))
        {
            return null;
        }

        // A million cookies need more than Node takes by itself.
        var start = new ProcessStartInfo("node", ["--max-old-space-size=8192", "bench.mjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using JsonDocument package = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "node_modules", "tough-cookie", "package.json")));
        return Process.Start(start) is { } node ? new(node, package.RootElement.GetProperty("version").GetString() ?? "") : null;
    }

    /// <summary>Nanoseconds of one operation.</summary>
    public async Task<double> AskAsync(object question, int times)
    {
        var asked = JsonSerializer.SerializeToNode(question)?.AsObject() ?? [];
        asked["times"] = times;
        await _node.StandardInput.WriteLineAsync(asked.ToJsonString());
        await _node.StandardInput.FlushAsync();
        string? answer = await _node.StandardOutput.ReadLineAsync();
        return double.Parse(answer ?? throw new InvalidOperationException("node ended."), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }

    private static string FindBench()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cloakroom.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? ".", "bench");
    }
}
