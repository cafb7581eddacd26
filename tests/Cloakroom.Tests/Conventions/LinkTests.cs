namespace Cloakroom.Tests.Conventions;

public sealed class LinkTests
{
    [Fact]
    public void A_link_inside_of_the_repository_leads_somewhere() =>
        Offenders.None(
            from file in Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))
            from link in Markdown.Links(file)
            where !Repository.Exists(link.Target)
                || (link.Anchor.Length > 0 && !Markdown.Anchors(link.Target).Contains(link.Anchor, StringComparer.Ordinal))
            select $"{file}: {link.Target}{(link.Anchor.Length > 0 ? "#" + link.Anchor : "")}",
            "These links lead nowhere:");
}
