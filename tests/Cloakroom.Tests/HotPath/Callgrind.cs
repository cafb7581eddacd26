using System.Globalization;
using System.Text.RegularExpressions;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.HotPath;

/// <summary>Counts the instructions of bench/Cloakroom.Bench.Instructions: the program is compiled ahead of time, so that no compiler is counted.</summary>
internal static partial class Callgrind
{
    private const string Project = "Cloakroom.Bench.Instructions", Mark = "*Repetition__Mark*";

    // For each operation: what came before it, so many times, twice as many times.
    private const int MarksEach = 3;

    /// <summary>Each operation with the instructions that it takes once.</summary>
    public static async Task<List<(string Operation, double Instructions)>> CountAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-callgrind-");
        try
        {
            string program = await PublishAsync(folder.FullName), counts = Path.Combine(folder.FullName, "counts");
            (int status, string output) = await Command.RunAsync(folder.FullName, "valgrind", "--tool=callgrind", $"--callgrind-out-file={counts}", $"--dump-before={Mark}", program);
            Assert.True(status == 0, output);
            (int Times, string Name)[] operations = [.. Line().Matches(output).Select(m => (int.Parse(m.Groups["times"].Value, CultureInfo.InvariantCulture), m.Groups["name"].Value))];
            Assert.NotEmpty(operations);
            return [.. operations.Select((o, i) => (o.Name, (double)(Count(counts, (i * MarksEach) + 3) - Count(counts, (i * MarksEach) + 2)) / o.Times))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> PublishAsync(string folder)
    {
        (int status, string output) = await Command.RunAsync(
            Repository.PathOf($"bench/{Project}"), "dotnet", "publish", "--configuration", Repository.Configuration, "--output", folder, "--disable-build-servers", "-nodeReuse:false", "--nologo",
            // The engine is built already, and other tests are using it.
            "-p:BuildProjectReferences=false", "-p:RunAnalyzers=false");
        Assert.True(status == 0, output);
        return Path.Combine(folder, Project);
    }

    // The first file ends at the first mark. What comes after the last mark has no number.
    private static long Count(string counts, int number) =>
        long.Parse(Totals().Match(File.ReadAllText($"{counts}.{number}")).Groups["count"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<times>\d+) (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^totals: (?<count>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Totals();
}
