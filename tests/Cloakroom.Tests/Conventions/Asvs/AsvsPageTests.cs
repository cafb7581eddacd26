using System.Text;

namespace Cloakroom.Tests.Conventions.Asvs;

public sealed class AsvsPageTests
{
    private static readonly (Verdict Verdict, string Word)[] Words =
        [(Verdict.Test, "shown by a test"), (Verdict.Configuration, "configuration"), (Verdict.NotApplicable, "does not apply"), (Verdict.Unmet, "not met")];

    [Fact]
    public void The_page_is_generated_from_the_map()
    {
        var page = new StringBuilder("""
            # ASVS 5.0

            What became of the requirements of the OWASP Application Security Verification Standard 5.0.0 that speak of what this project does:
            the test that shows it, the setting or page that decides it, or why it does not apply or is not met. The titles are ours; the text
            of a requirement stands in [the standard](https://github.com/OWASP/ASVS/tree/v5.0.0/5.0). What an application built on this does
            itself, and what the place does where it runs, is not in here.

            The same for programs is [asvs.json](asvs.json); a test fails when a test, a setting or a heading that it names is gone, or a
            requirement is missing.


            """);
        WriteSums(page);
        foreach (IGrouping<int, Requirement> chapter in AsvsMap.All.GroupBy(r => r.Place.Chapter))
        {
            page.Append($"\n## V{chapter.Key} {AsvsChapters.NameOf(chapter.Key)}\n\n| requirement | level | about | |\n|---|---|---|---|\n");
            foreach (Requirement requirement in chapter)
            {
                page.Append($"| {requirement.Id} | {requirement.Level} | {requirement.Title} | {Answer(requirement)} |\n");
            }
        }

        page.Append("\nThis page is generated from `docs/asvs.json`; `./test --accept` writes it anew.\n");
        Accepted.Equal("docs/asvs.md", page.ToString());
    }

    private static void WriteSums(StringBuilder page)
    {
        page.Append("| | level 1 | level 2 | level 3 |\n|---|---|---|---|\n");
        foreach ((Verdict verdict, string word) in Words)
        {
            page.Append($"| {word} | {string.Join(" | ", Enumerable.Range(1, 3).Select(l => AsvsMap.All.Count(r => r.Verdict == verdict && r.Level == l)))} |\n");
        }
    }

    private static string Answer(Requirement requirement)
    {
        string word = requirement.Verdict is Verdict.NotApplicable or Verdict.Unmet
            ? $"**{Words.Single(w => w.Verdict == requirement.Verdict).Word}**: {requirement.Reason}" : requirement.Reason;
        string settings = string.Join(", ", requirement.Settings.Select(s => $"`{s}`"));
        string pages = string.Join(", ", requirement.Pages.Select(LinkTo));
        return string.Join("<br>", requirement.Tests.Select(LinkToTest).Concat([settings, pages, word]).Where(part => part.Length > 0));
    }

    private static string LinkToTest(string test)
    {
        string[] names = test.Split('.');
        return $"[{names[^2]}](../{TestNames.Files.GetValueOrDefault(test)}) {names[^1].Replace('_', ' ')}";
    }

    private static string LinkTo(string page)
    {
        string[] parts = page.Split('#');
        string to = parts[0].StartsWith("docs/", StringComparison.Ordinal) ? parts[0]["docs/".Length..] : "../" + parts[0];
        return $"[{Path.GetFileNameWithoutExtension(parts[0])}, {parts[1].Replace('-', ' ')}]({to}#{parts[1]})";
    }
}
