using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>A part of the benchmarks has a name in the program, a line in bench/run, and a place in docs/performance.md.</summary>
public sealed partial class BenchTests
{
    // Written from the results of all others.
    private const string Summary = "summary";

    // A program of its own, by BenchmarkDotNet.
    private const string Micro = "micro";

    private static readonly string[] Programs = [.. Part().Matches(Repository.Read("bench/Cloakroom.Bench/Program.cs").Split("};")[0]).Select(m => m.Groups["name"].Value), Micro];

    private static readonly string[] Listed = [.. Line().Matches(Repository.Read("bench/run")).Select(m => m.Groups["name"].Value)];

    private static readonly string[] Marks = [.. Mark().Matches(Repository.Read("docs/performance.md")).Select(m => m.Groups["name"].Value)];

    [Fact]
    public void What_is_listed_can_be_measured_and_nothing_else_can() => Assert.Equal(Programs.Order(StringComparer.Ordinal), Listed.Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_listed_has_its_place_on_the_page_and_nothing_else_has() =>
        Assert.Equal(Listed.Append(Summary).Order(StringComparer.Ordinal), Marks.Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\s*\[""(?<name>[a-z-]+)""\] = \w+Bench\.\w*Async,", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Part();

    [GeneratedRegex(@"^(?<name>[a-z-]+) +\| [^|]+\| [^|]+\| ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Line();

    [GeneratedRegex("^<!-- bench:(?<name>[a-z-]+) -->\n(?s:.*?)^<!-- end:\\k<name> -->$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Mark();
}
