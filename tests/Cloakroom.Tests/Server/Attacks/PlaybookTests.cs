using System.Text.RegularExpressions;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Every attack is played or said to be out of place, and docs/security.md says the same.</summary>
public sealed partial class PlaybookTests
{
    private const string Page = "docs/security.md";

    [Fact]
    public void Every_attack_of_the_file_is_played_or_listed_and_no_other()
    {
        string[] known = [.. Playbook.Played.Keys.Concat(Playbook.NotApplicable.Keys).Order(StringComparer.Ordinal)];
        Assert.Distinct(known, StringComparer.Ordinal);
        Assert.Equal(AttackFile.All().Select(a => a.Id).Order(StringComparer.Ordinal), known);
    }

    [Fact]
    public void The_page_has_a_row_for_each()
    {
        Dictionary<string, string> rows = Rows(Number()).ToDictionary(r => r[0], r => r[^1], StringComparer.Ordinal);
        Assert.Equal(Playbook.Played.Keys.Concat(Playbook.NotApplicable.Keys).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(Playbook.Played.Keys, id => Assert.Equal("played", rows[id]));
        Assert.All(Playbook.NotApplicable, listed => Assert.Equal($"does not apply: {listed.Value}", rows[listed.Key]));
    }

    [Fact]
    public void The_page_of_answers_is_one_that_a_run_has_written_and_has_an_answer_for_each()
    {
        string text = Repository.Read(AttackPage.File);
        var page = AttackPage.Read(text);
        Assert.Equal(page.Write(AttackFile.All()), text);
        Assert.All(
            from id in Playbook.Played.Keys from store in AttackPage.Stores from way in Enum.GetValues<Way>() select (id, store, way),
            one => Assert.NotNull(page.Find(one.id, one.store, one.way)));
    }

    [Fact]
    public void The_page_has_their_titles() =>
        Offenders.None(
            from row in Rows(Number())
            let title = AttackFile.Of(row[0]).Title
            where row[1] != title
            select $"{row[0]} is called {title}",
            $"Mend {Page}:");

    [Fact]
    public void The_page_says_what_is_left_out_of_lines_that_are_played()
    {
        string[] left = [.. Routes.NotBuilt.Concat(Values.NotBuilt).Select(n => $"`{n.Key}` | {n.Value}").Order(StringComparer.Ordinal)];
        Assert.Equal(left, Rows(Word()).Select(r => string.Join(" | ", r)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string[]> Rows(Regex first) => Repository.Read(Page).Split('\n')
        .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Trim('|').Split(" | ").Select(c => c.Trim()).ToArray()).Where(r => first.IsMatch(r[0]));

    [GeneratedRegex(@"^A\d{3}$", RegexOptions.None, 10_000)]
    private static partial Regex Number();

    [GeneratedRegex("^`[A-Z_]+`$", RegexOptions.None, 10_000)]
    private static partial Regex Word();
}
