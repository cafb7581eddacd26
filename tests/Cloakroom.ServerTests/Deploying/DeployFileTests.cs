using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cloakroom.ServerTests.Deploying;

/// <summary>The files in deploy/, as far as they can be checked without installing them.</summary>
public sealed partial class DeployFileTests : IDisposable
{
    private const string Analyze = "/usr/bin/systemd-analyze";

    private static readonly string[] Instructions = ["FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD", "ARG", "LABEL"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloakroom-deploy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Systemd_understands_every_line_of_the_unit()
    {
        (int status, string said) = await AnalyzeAsync("verify", await UnitAsync());
        Assert.Equal((0, ""), (status, said.Trim()));
    }

    [Fact]
    public async Task Systemd_finds_little_that_the_service_could_do_to_the_machine()
    {
        // From 0, nothing, to 10, everything; a unit without any of it has 9.6.
        (int status, string said) = await AnalyzeAsync("security", "--offline=true", "--threshold=15", await UnitAsync());
        Assert.True(status == 0, said);
    }

    [Fact]
    public async Task A_container_runs_as_nobody_in_particular_and_stops_by_the_signal()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "container", "Containerfile"), TestContext.Current.CancellationToken);
        (string Word, string Given)[] lines = [.. Lines(text)];
        Assert.All(lines, l => Assert.Contains(l.Word, Instructions));
        Assert.Equal("FROM", lines[0].Word);
        // A number: an orchestrator that asks for it can tell that it is not root.
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Assert.Single(lines, l => l.Word == "USER").Given);
        Assert.Equal("SIGTERM", Assert.Single(lines, l => l.Word == "STOPSIGNAL").Given);
        // As a list: through a shell the signal would not arrive.
        Assert.Equal("""["cloakroom"]""", JsonSerializer.Serialize(JsonSerializer.Deserialize<string[]>(Assert.Single(lines, l => l.Word == "ENTRYPOINT").Given)));
        Assert.Equal("""["serve"]""", JsonSerializer.Serialize(JsonSerializer.Deserialize<string[]>(Assert.Single(lines, l => l.Word == "CMD").Given)));
        int user = Array.FindIndex(lines, l => l.Word == "USER");
        Assert.All(lines[user..], l => Assert.NotEqual("RUN", l.Word));
    }

    // As it stands, but for the program, which is not installed here.
    private async Task<string> UnitAsync()
    {
        string unit = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "systemd", "cloakroom.service"), TestContext.Current.CancellationToken);
        string path = Path.Combine(_folder.FullName, "cloakroom.service");
        await File.WriteAllTextAsync(path, unit.Replace("/usr/local/bin/cloakroom", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int Status, string Said)> AnalyzeAsync(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Analyze), $"There is no {Analyze} here.");
        var start = new ProcessStartInfo(Analyze, ["--no-pager", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Analyze} does not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    // Without comments, and with lines joined that a backslash continues.
    private static IEnumerable<(string Word, string Given)> Lines(string text) =>
        Continued().Replace(Comment().Replace(text, ""), " ").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => l.Split(' ', 2)).Select(l => (l[0], l.Length > 1 ? l[1].Trim() : ""));

    [GeneratedRegex("^#.*\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\\n\s*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Continued();
}
