using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>
/// The arrows between the folders of the engine. Its root and the folder Sessions are one namespace, Cloakroom: the vocabulary, which knows
/// no other folder. Another folder uses the vocabulary and its neighbours only through the types named here. ARCHITECTURE.md says the same.
/// </summary>
public sealed partial class FolderTests
{
    private const string Engine = "src/Cloakroom";

    private static readonly string[] Arrows =
    [
        "Cookies → Sessions: SessionId",
        "Csrf → Cookies: PublicOrigin",
        "Csrf → Keys: *",
        "Csrf → Sessions: Reason",
        "Csrf → Sessions: SessionId",
        "Keys → Sessions: *",
        "Tokens → Cookies: PublicOrigin",
        "Tokens → Cookies: Redirect",
        "Tokens → Keys: *",
        "Tokens → Sessions: *",
    ];

    [Fact]
    public void A_folder_of_the_engine_uses_another_one_only_where_the_table_says_so() =>
        Offenders.None(
            Uses().Where(u => !Arrows.Contains(u.Arrow, StringComparer.Ordinal) && !Arrows.Contains(u.AnyOf, StringComparer.Ordinal))
                .Select(u => $"{u.File}: {u.Arrow}"),
            "Keep the features apart, or add the arrow to the table and to ARCHITECTURE.md:");

    [Fact]
    public void The_table_has_no_arrow_that_nothing_needs()
    {
        string[] used = [.. Uses().Select(u => u.Arrow).Distinct(StringComparer.Ordinal)];
        Offenders.None(
            Arrows.Where(a => !a.EndsWith('*') && !used.Contains(a, StringComparer.Ordinal)),
            "Take out of the table and of ARCHITECTURE.md:");
    }

    private static IEnumerable<(string File, string Arrow, string AnyOf)> Uses()
    {
        (string Folder, string Type)[] types = [.. Repository.CSharpUnder(Engine).SelectMany(DeclaredIn)];
        foreach (string file in Repository.CSharpUnder(Engine))
        {
            string folder = FolderOf(file);
            HashSet<string> words = [.. Word().Matches(Repository.ReadCode(file)).Select(m => m.Value)];
            foreach ((string other, string type) in types)
            {
                if (other != folder && words.Contains(type))
                {
                    yield return (file, $"{folder} → {other}: {type}", $"{folder} → {other}: *");
                }
            }
        }
    }

    private static IEnumerable<(string Folder, string Type)> DeclaredIn(string file) =>
        TypeDeclaration().Matches(Repository.ReadCode(file)).Select(m => (FolderOf(file), m.Groups["name"].Value));

    private static string FolderOf(string file) => file[(Engine.Length + 1)..].Split('/') is [var folder, _, ..] ? folder : "Sessions";

    [GeneratedRegex(@"\w+", RegexOptions.None, 10_000)]
    private static partial Regex Word();

    // Only types that stand by themselves: one nested in another is reached through it.
    [GeneratedRegex(@"^(public|internal)[\w ]*? (class|record struct|record class|struct|interface|enum|record) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TypeDeclaration();
}
