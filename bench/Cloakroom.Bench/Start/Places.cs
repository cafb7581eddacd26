using System.Diagnostics;

namespace Cloakroom.Bench.Start;

/// <summary>Where built programs are, and publishing those that are compiled ahead, into <c>artifacts/start</c>.</summary>
internal sealed class Places
{
    private readonly string _configuration;

    public Places()
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        _configuration = own.Name;
        Bin = own.Parent?.Parent?.FullName ?? throw new InvalidOperationException($"{own} is not in the tree of builds.");
        Root = Path.GetFullPath(Path.Combine(Bin, "..", ".."));
    }

    public string Bin { get; }

    public string Root { get; }

    /// <summary>A program as it was built together with this one.</summary>
    public string Built(string project) => Path.Combine(Bin, project, _configuration, project + ".dll");

    /// <summary>Publishes a project; what is there of an earlier time is brought up to date.</summary>
    /// <param name="project">Its folder below the root.</param>
    /// <param name="target">The name of the folder with the result.</param>
    /// <param name="how">Further arguments.</param>
    /// <returns>The folder.</returns>
    public async Task<string> PublishAsync(string project, string target, params string[] how)
    {
        string folder = Path.Combine(Root, "artifacts", "start", target);
        Console.WriteLine($"Publishing {project} to artifacts/start/{target} …");
        long begun = Stopwatch.GetTimestamp();
        string[] line = ["publish", Path.Combine(Root, project), "-c", "Release", "--output", folder, "-nologo", "-v:q", "-nodeReuse:false", .. how];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", line) { UseShellExecute = false }) ?? throw new InvalidOperationException("dotnet did not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{project} could not be published.");
        }

        Console.WriteLine($"… after {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s.");
        return folder;
    }

    /// <summary>The same, compiled ahead without a runtime: linked by clang, or by gcc where that is all there is.</summary>
    public Task<string> PublishAotAsync(string project, string target, params string[] how) =>
        PublishAsync(project, target, ["--use-current-runtime", .. HasClang() ? (string[])[] : ["-p:CppCompilerAndLinker=gcc"], .. how]);

    /// <summary>A program as it was built, with some files from elsewhere in the place of its own.</summary>
    /// <returns>The program.</returns>
    public string Mixed(string project, string other, string files, string target)
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "start", target));
        string built = Built(project), own = Path.GetDirectoryName(built) ?? Bin;
        foreach (string file in Directory.GetFiles(own, "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(other, files)))
        {
            string to = Path.Combine(folder.FullName, Path.GetRelativePath(file.StartsWith(own, StringComparison.Ordinal) ? own : other, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to) ?? to);
            File.Copy(file, to, overwrite: true);
        }

        return Path.Combine(folder.FullName, Path.GetFileName(built));
    }

    private static bool HasClang() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "clang")));
}
