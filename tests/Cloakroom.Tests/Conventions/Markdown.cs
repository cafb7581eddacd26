using System.Text;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>As much of Markdown as the pages of this repository use.</summary>
internal static partial class Markdown
{
    /// <summary>The headings of one level, in order.</summary>
    public static string[] Headings(string file, string mark) =>
        [.. Text(file).Split('\n').Where(l => l.StartsWith(mark, StringComparison.Ordinal)).Select(l => l[mark.Length..].Trim())];

    /// <summary>Links inside of the repository: the path from its root, and the anchor, empty when there is none.</summary>
    public static IEnumerable<(string Target, string Anchor)> Links(string file)
    {
        string folder = Path.GetDirectoryName(file) ?? "";
        foreach (string link in Link().Matches(Text(file)).Select(m => m.Groups["to"].Value).Where(l => !Absolute().IsMatch(l)))
        {
            string[] parts = link.Split('#', 2);
            string target = parts[0].Length == 0 ? file
                : Path.GetRelativePath(Repository.Root, Path.GetFullPath(parts[0], Repository.PathOf(folder))).Replace('\\', '/');
            yield return (target, parts.ElementAtOrDefault(1) ?? "");
        }
    }

    /// <summary>The anchors that the headings of a file have on a page.</summary>
    public static IEnumerable<string> Anchors(string file) =>
        Heading().Matches(Text(file)).Select(m => NotInAnchor().Replace(m.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The first fenced block of a language; null when there is none.</summary>
    public static string? FirstBlock(string file, string language)
    {
        StringBuilder? block = null;
        foreach (string line in Repository.Read(file).Split('\n'))
        {
            if (block is null)
            {
                block = line == "```" + language ? new StringBuilder() : null;
            }
            else if (line == "```")
            {
                return block.ToString();
            }
            else
            {
                block.Append(line).Append('\n');
            }
        }

        return null;
    }

    private static string Text(string file) => Fence().Replace(Repository.Read(file), "");

    [GeneratedRegex(@"^```[\s\S]*?^```", RegexOptions.Multiline, 10_000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:", RegexOptions.None, 10_000)]
    private static partial Regex Absolute();

    [GeneratedRegex(@"^#+ (?<title>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 10_000)]
    private static partial Regex NotInAnchor();
}
