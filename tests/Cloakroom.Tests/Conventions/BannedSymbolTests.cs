using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cloakroom.Tests.Conventions;

/// <summary>What is banned does not compile: shown on a project that tries.</summary>
public sealed partial class BannedSymbolTests
{
    // One line for every entry of BannedSymbols.txt.
    private static readonly string[] Tries =
    [
        "_ = System.DateTime.Now;",
        "_ = System.DateTime.UtcNow;",
        "_ = System.DateTime.Today;",
        "_ = System.DateTimeOffset.Now;",
        "_ = System.DateTimeOffset.UtcNow;",
        "_ = System.Guid.NewGuid();",
        "_ = System.Random.Shared;",
        "System.Threading.Thread.Sleep(1);",
        "System.Threading.Thread.Sleep(System.TimeSpan.Zero);",
    ];

    [Fact]
    public async Task A_program_with_a_banned_symbol_does_not_compile()
    {
        string folder = Repository.PathOf("artifacts/conventions/banned");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), string.Join('\n', Tries) + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Banned.csproj"),
            // Named, since the SDK takes nothing from artifacts by itself.
            """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup><ItemGroup><Compile Include="Program.cs" /></ItemGroup></Project>""",
            TestContext.Current.CancellationToken);

        (int status, string output) = await Command.BuildAsync(folder);

        Assert.NotEqual(0, status);
        int[] refused = [.. Refusal().Matches(output).Select(m => int.Parse(m.Groups["line"].Value, null)).Distinct().Order()];
        Assert.True(refused.SequenceEqual(Enumerable.Range(1, Tries.Length)), $"Refused were the lines {string.Join(", ", refused)} of:\n{string.Join('\n', Tries)}\n\n{output}");
    }

    [Fact]
    public void Every_entry_of_the_list_is_tried() =>
        Assert.Equal(Repository.Read("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, Tries.Length);

    [Fact]
    public void No_project_takes_itself_out_of_the_rules()
    {
        string[] silencers = ["NoWarn", "TreatWarningsAsErrors", "WarningsNotAsErrors", "RunAnalyzers", "AnalysisLevel", "Nullable", "EnforceCodeStyleInBuild"];
        Offenders.None(
            from file in Repository.Files
            where file.EndsWith(".csproj", StringComparison.Ordinal) || (Path.GetFileName(file).StartsWith("Directory.Build.", StringComparison.Ordinal) && file.Contains('/'))
            from setting in XDocument.Load(Repository.PathOf(file)).Descendants()
            where silencers.Contains(setting.Name.LocalName, StringComparer.Ordinal)
            select $"{file}: {setting}",
            "Rules are set once, in Directory.Build.props and .editorconfig:");
        Assert.DoesNotContain("RS0030", Repository.Read(".editorconfig"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Program\.cs\((?<line>\d+),\d+\): error RS0030", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Refusal();
}
