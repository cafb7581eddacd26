using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>
/// The full names of all tests of all test projects, read from the source, so that a project that this one cannot reference is known too.
/// TestNamesTests compares it with what is compiled here.
/// </summary>
internal static partial class TestNames
{
    private static readonly Lazy<Dictionary<string, string>> Found = new(() =>
        Repository.CSharpUnder("tests").SelectMany(file => In(file).Select(test => (test, file))).ToDictionary(StringComparer.Ordinal));

    /// <summary><c>Namespace.Class.Method</c> of each, and the file that it stands in.</summary>
    public static IReadOnlyDictionary<string, string> Files => Found.Value;

    private static IEnumerable<string> In(string file)
    {
        string text = Repository.ReadCode(file);
        string space = Space().Match(text).Groups["name"].Value, type = "";
        foreach (Match part in TypeOrTest().Matches(text))
        {
            if (part.Groups["type"].Success)
            {
                type = part.Groups["type"].Value;
            }
            else
            {
                yield return $"{space}.{type}.{part.Groups["test"].Value}";
            }
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Space();

    // Types that are tested stand at the margin, tests four spaces in. The first method behind the attribute is the one it stands on.
    [GeneratedRegex(
        @"^(public|internal) [^\n]*?\bclass (?<type>\w+)|^ {4}\[(Fact|Theory)\b[^\n]*\n((?! {4}public )[^\n]*\n)* {4}public [^\n(]*?\b(?<test>\w+)\(",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TypeOrTest();
}
