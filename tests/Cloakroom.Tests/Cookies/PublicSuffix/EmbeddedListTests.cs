using System.Security.Cryptography;
using Cloakroom.Cookies;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Cookies;

/// <summary>The file in the tree against the text it was made from.</summary>
public sealed class EmbeddedListTests
{
    private const string Debian = "/usr/share/publicsuffix/public_suffix_list.dat";

    // Of the text in version 20230209.2326-1.
    private const string SourceDigest = "87d2e11f3602b504fc5dbea9218429a4ce3c0f62aa6ce7a1371024add024baed";

    [Fact]
    public void The_embedded_list_is_the_file_in_the_tree()
    {
        byte[] saved = Saved();
        Assert.Equal(File.ReadAllBytes(Repository.PathOf("src/Cloakroom/Cookies/PublicSuffix/public-suffixes.bin")), saved);
        Assert.InRange(saved.Length, 1, 128 * 1024);
        // The list itself is opened without a look at every node.
        Assert.Equal(PublicSuffixList.Default.CountRules(), PublicSuffixList.Load(saved).CountRules());
    }

    // Another version of the package has other rules: then the text is read and asked, and only the bytes cannot be the same.
    [Fact]
    public void It_is_what_Debians_text_gives()
    {
        Assert.SkipUnless(File.Exists(Debian), $"There is no {Debian}; install it with: apt-get install publicsuffix");
        using var made = new MemoryStream();
        using (StreamReader text = File.OpenText(Debian))
        {
            PublicSuffixList.Parse(text, PublicSuffixList.Default.Edition).Save(made);
        }

        if (IsTheSource())
        {
            Assert.Equal(Saved(), made.ToArray());
        }

        AssertSameAsText(File.ReadAllLines(Debian), PublicSuffixList.Load(made.ToArray()));
    }

    [Fact]
    public async Task The_script_makes_it_again()
    {
        Assert.SkipUnless(File.Exists(Debian), $"There is no {Debian}; install it with: apt-get install publicsuffix");
        string target = Path.Combine(Path.GetTempPath(), $"public-suffixes-{Environment.ProcessId}.bin");
        try
        {
            (int status, string output) = await Command.RunAsync(
                Repository.Root, "dotnet", "run", "--configuration", Repository.Configuration, "-p:UseSharedCompilation=false", "-p:BuildProjectReferences=false",
                "--file", "eng/public-suffixes.cs", "--", target);

            Assert.True(status == 0, output);
            byte[] made = await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
            Assert.StartsWith("Debian publicsuffix ", PublicSuffixList.Load(made).Edition, StringComparison.Ordinal);
            if (IsTheSource())
            {
                Assert.Equal(Saved(), made);
            }
        }
        finally
        {
            File.Delete(target);
        }
    }

    [Fact]
    public void A_newer_text_is_read_rule_by_rule()
    {
        string path = ConformanceData.PathOf("psl/public_suffix_list.dat");
        using StreamReader text = File.OpenText(path);
        AssertSameAsText(File.ReadAllLines(path), PublicSuffixList.Parse(text));
    }

    private static bool IsTheSource() => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Debian))) == SourceDigest;

    private static byte[] Saved()
    {
        using var saved = new MemoryStream();
        PublicSuffixList.Default.Save(saved);
        return saved.ToArray();
    }

    // Each rule by itself, read here in the plainest way there is.
    private static void AssertSameAsText(string[] lines, PublicSuffixList list)
    {
        string[] rules = [.. lines.Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)).Select(l => l.Split(' ', '\t')[0])];
        Assert.Equal(rules.Length, list.CountRules());
        foreach (string rule in rules)
        {
            if (rule[0] == '!')
            {
                Assert.Equal(rule[1..], list.GetRegistrableDomain(rule[1..]));
            }
            else if (rule.StartsWith("*.", StringComparison.Ordinal))
            {
                Assert.Null(list.GetRegistrableDomain("any" + rule[1..]));
                Assert.Equal("b.any" + rule[1..], list.GetRegistrableDomain("a.b.any" + rule[1..]));
            }
            else
            {
                Assert.Null(list.GetRegistrableDomain(rule));
                Assert.True(HostName.TryParse(rule, out HostName host));
                Assert.True(list.IsPublicSuffix(host.Text), rule);
                Assert.NotEqual(PublicSuffixSection.None, list.Find(host.Text).Section);
            }
        }
    }
}
