using System.Text.RegularExpressions;

namespace Cloakroom.ServerTests.Quickstart;

/// <summary>What docs/quickstart.md tells people to type, in order.</summary>
internal static partial class QuickstartPage
{
    // What "dotnet new web" writes: nobody types it.
    private static readonly string[] Template = ["var builder = WebApplication.CreateBuilder(args);", "var app = builder.Build();", "app.Run();"];

    public static IReadOnlyList<string> Ways { get; } = ["In an ASP.NET Core application", "Beside an application in any language"];

    /// <summary>The steps of one way: commands, and files with their content.</summary>
    public static IReadOnlyList<QuickstartStep> StepsOf(string way)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "quickstart.md"));
        int from = page.IndexOf($"### {way}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"The page has no section '{way}'.");
        string section = page[from..page.IndexOf("\n### ", from + 1, StringComparison.Ordinal)];
        return
        [
            .. Block().Matches(section).SelectMany(b => b.Groups["file"].Success
                ? [new QuickstartStep(b.Groups["file"].Value, b.Groups["text"].Value)]
                : b.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new QuickstartStep(File: null, line))),
        ];
    }

    /// <summary>How many lines a person types.</summary>
    public static int LinesOf(string way) =>
        StepsOf(way).Sum(s => s.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => !Template.Contains(line, StringComparer.Ordinal)));

    [GeneratedRegex("^```(?:sh|(?:csharp|js) (?<file>\\S+))\n(?<text>[\\s\\S]*?)^```$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}

/// <summary>One thing to do.</summary>
/// <param name="File">The file to write; null for a command.</param>
/// <param name="Text">The command, or what belongs into the file.</param>
internal sealed record QuickstartStep(string? File, string Text);
