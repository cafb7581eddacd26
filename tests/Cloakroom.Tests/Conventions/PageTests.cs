namespace Cloakroom.Tests.Conventions;

/// <summary>One page a feature, in docs/, each with the same headings.</summary>
public sealed class PageTests
{
    private static readonly string[] Headings = ["About", "Use", "Defaults", "Errors", "Pitfalls"];

    // Pages of another kind: the index, what is generated, and figures.
    private static readonly string[] Others = ["README.md", "asvs.md", "sbom.md", "errors.md", "configuration.md", "performance.md"];

    private static readonly string[] Pages = [.. Repository.Files.Where(f => f.StartsWith("docs/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void Every_feature_and_every_store_has_its_page()
    {
        IEnumerable<string> features = Repository.CSharpUnder("src/Cloakroom").Select(f => f.Split('/')).Where(f => f.Length > 3).Select(f => f[2]);
        IEnumerable<string> stores = Repository.Rooms
            .Where(r => r is not ("Cloakroom" or "Cloakroom.AspNetCore" or "Cloakroom.Server" or "Cloakroom.Testing") && Repository.CSharpUnder($"src/{r}").Any())
            .Select(r => r["Cloakroom.".Length..]);
        Offenders.None(
            features.Concat(stores).Distinct(StringComparer.Ordinal).Select(name => $"docs/{name.ToLowerInvariant()}.md").Except(Pages, StringComparer.Ordinal),
            "Write the page:");
    }

    [Fact]
    public void A_page_has_the_same_headings_as_every_other() =>
        Offenders.None(
            from page in Pages.Where(p => p.Split('/').Length == 2 && !Others.Contains(Path.GetFileName(p), StringComparer.Ordinal))
            let headings = Markdown.Headings(page, "## ")
            where !headings.SequenceEqual(Headings, StringComparer.Ordinal)
            select $"{page} has {string.Join(", ", headings)}",
            $"A page has {string.Join(", ", Headings)}:");

    [Fact]
    public void The_index_names_every_page()
    {
        string[] linked = [.. Markdown.Links("docs/README.md").Select(l => l.Target)];
        Offenders.None(Pages.Where(p => p != "docs/README.md" && !linked.Contains(p, StringComparer.Ordinal)), "Link from docs/README.md:");
    }

    [Fact]
    public void A_decision_has_a_number_of_its_own_and_says_context_choice_and_price()
    {
        string[] decisions = [.. Pages.Where(p => p.StartsWith("docs/decisions/", StringComparison.Ordinal))];
        Assert.NotEmpty(decisions);
        Assert.All(decisions, d => Assert.Matches("^docs/decisions/[0-9]{4}-[a-z0-9]+(-[a-z0-9]+)*[.]md$", d));
        Assert.Distinct(decisions.Select(d => Path.GetFileName(d)[..4]), StringComparer.Ordinal);
        Assert.All(decisions, d => Assert.Equal(["Context", "Choice", "Price"], Markdown.Headings(d, "## ")));
        Assert.All(decisions, d => Assert.StartsWith($"# {Path.GetFileName(d)[..4]} ", Repository.Read(d), StringComparison.Ordinal));
    }
}
