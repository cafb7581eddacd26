using System.Text.RegularExpressions;

namespace Cloakroom.ServerTests.Proxies;

/// <summary>What docs/proxies.md shows is what the tests run.</summary>
public sealed partial class RecipePageTests
{
    [Fact]
    public void A_block_that_names_a_file_stands_in_it()
    {
        string page = Read("docs/proxies.md");
        MatchCollection blocks = Block().Matches(page);
        Assert.Equal(5, blocks.Count);
        Assert.All(blocks, b => Assert.Contains(b.Groups["text"].Value, Read(b.Groups["file"].Value), StringComparison.Ordinal));
    }

    // The names that a proxy must hand on are in each of the recipes, and in those for proxies that no test runs.
    [Theory]
    [InlineData("samples/proxies/nginx/cloakroom-protect.conf")]
    [InlineData("samples/proxies/caddy/cloakroom.caddy")]
    [InlineData("docs/proxies.md")]
    public void No_header_of_the_answer_is_forgotten(string file)
    {
        string text = Read(file);
        Assert.All(new[] { "X-Auth-User", "X-Auth-Email", "X-Auth-Roles", "X-Auth-Session", "X-Auth-Stale", "Authorization" }, name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Both_proxies_say_the_same_while_Cloakroom_is_away()
    {
        string nginx = DownPage().Match(Read("samples/proxies/nginx/cloakroom.conf")).Value;
        Assert.Contains("Nobody is logged out", nginx, StringComparison.Ordinal);
        Assert.Equal(nginx, DownPage().Match(Read("samples/proxies/caddy/cloakroom.caddy")).Value);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex("<!doctype html>.*</html>", RegexOptions.None, 10_000)]
    private static partial Regex DownPage();

    [GeneratedRegex(@"^<!-- (?<file>\S+) -->\n```\w*\n(?<text>[^`]*?)^```$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Block();
}
