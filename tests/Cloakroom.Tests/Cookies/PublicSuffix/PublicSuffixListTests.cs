using System.Text.Json;
using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class PublicSuffixListTests
{
    private const string Rules = """
        // a comment
        // VERSION: 2026-01-02_03-04-05_UTC
        // ===BEGIN ICANN DOMAINS===
        com
        co.uk  // rules end at white space
        *.ck
        !www.ck
        公司.cn
        // ===END ICANN DOMAINS===
        // ===BEGIN PRIVATE DOMAINS===
        vercel.app
        *.hosting.com
        // ===END PRIVATE DOMAINS===
        """;

    private static readonly PublicSuffixList Small = PublicSuffixList.Parse(new StringReader(Rules));

    [Fact]
    public void Every_case_of_the_lists_own_tests_passes()
    {
        IReadOnlyList<JsonElement> cases = ConformanceData.Cases("psl/psl-tests.json");
        Assert.Equal(78, cases.Count);
        string[] wrong = [.. cases
            .Select(c => (Input: c.GetProperty("input").GetString(), Expected: c.GetProperty("expect_registrable_domain").GetString()))
            .Where(c => PublicSuffixList.Default.GetRegistrableDomain(c.Input) != c.Expected)
            .Select(c => $"{c.Input}: {PublicSuffixList.Default.GetRegistrableDomain(c.Input) ?? "none"} instead of {c.Expected ?? "none"}")];
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("com", "com", PublicSuffixSection.Icann)]
    [InlineData("a.b.example.com", "com", PublicSuffixSection.Icann)]
    [InlineData("A.EXAMPLE.COM", "COM", PublicSuffixSection.Icann)]
    [InlineData("example.co.uk", "co.uk", PublicSuffixSection.Icann)]
    // No rule for uk itself here: its last label, by the default rule.
    [InlineData("example.uk", "uk", PublicSuffixSection.None)]
    [InlineData("localhost", "localhost", PublicSuffixSection.None)]
    [InlineData("a.anything.ck", "anything.ck", PublicSuffixSection.Icann)]
    [InlineData("ck", "ck", PublicSuffixSection.None)]
    [InlineData("a.www.ck", "ck", PublicSuffixSection.Icann)]
    [InlineData("shop.xn--55qx5d.cn", "xn--55qx5d.cn", PublicSuffixSection.Icann)]
    [InlineData("shop.vercel.app", "vercel.app", PublicSuffixSection.Private)]
    [InlineData("hosting.com", "com", PublicSuffixSection.Icann)]
    [InlineData("a.b.hosting.com", "b.hosting.com", PublicSuffixSection.Private)]
    // A rule is made of labels, not of characters.
    [InlineData("notvercel.app", "app", PublicSuffixSection.None)]
    [InlineData("example.com.", "com.", PublicSuffixSection.Icann)]
    [InlineData("", "", PublicSuffixSection.None)]
    [InlineData(".", "", PublicSuffixSection.None)]
    public void The_suffix_is_that_of_the_prevailing_rule(string host, string suffix, PublicSuffixSection section)
    {
        Assert.Equal(new PublicSuffix(suffix.Length, section), Small.Find(host));
        Assert.Equal(suffix, Small.GetPublicSuffix(host));
        Assert.Equal(suffix == host && host.Length > 0, Small.IsPublicSuffix(host));
    }

    [Theory]
    [InlineData("www.example.com", "example.com")]
    [InlineData("WWW.Example.COM", "example.com")]
    [InlineData("www.example.com.", "example.com.")]
    [InlineData("www.ck", "www.ck")]
    [InlineData("a.食狮.公司.cn", "食狮.公司.cn")]
    [InlineData("a.食狮。公司｡cn", "食狮。公司｡cn")]
    [InlineData("a.XN--85X722F.公司.cn", "xn--85x722f.公司.cn")]
    public void The_registrable_domain_is_one_label_more(string host, string domain) =>
        Assert.Equal(domain, Small.GetRegistrableDomain(host));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("com")]
    [InlineData(".com")]
    [InlineData(".example.com")]
    [InlineData("a..com")]
    [InlineData("a..example.com")]
    [InlineData("..example.com")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[2001:db8::1]")]
    [InlineData("2001:db8::1")]
    [InlineData("a b.com")]
    [InlineData("公司.cn")]
    public void There_is_none_for_a_suffix_an_address_and_what_is_no_host(string? host) => Assert.Null(Small.GetRegistrableDomain(host));

    [Theory]
    [InlineData("vercel.app", PublicSuffixSection.Private)]
    [InlineData("fly.dev", PublicSuffixSection.Private)]
    [InlineData("github.io", PublicSuffixSection.Private)]
    [InlineData("co.uk", PublicSuffixSection.Icann)]
    [InlineData("com", PublicSuffixSection.Icann)]
    [InlineData("xn--p1ai", PublicSuffixSection.Icann)]
    [InlineData("city.kawasaki.jp", PublicSuffixSection.Icann, false)]
    [InlineData("any.kawasaki.jp", PublicSuffixSection.Icann)]
    [InlineData("eu-west-1.compute.amazonaws.com", PublicSuffixSection.Private)]
    public void The_embedded_list_knows_both_sections(string host, PublicSuffixSection section, bool isSuffix = true)
    {
        Assert.Equal(isSuffix, PublicSuffixList.Default.IsPublicSuffix(host));
        Assert.Equal(section, PublicSuffixList.Default.Find("a." + host).Section);
    }

    [Fact]
    public void Asking_takes_no_memory()
    {
        string host = "a.b.example.co.uk", apex = "co.uk";
        PublicSuffixList list = PublicSuffixList.Default;
        int sum = Ask();
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * (5 + 13 + 5), sum);

        int Ask() => list.Find(host).Length + list.GetRegistrableDomain(host.AsSpan()).Length + list.GetPublicSuffix(apex).Length;
    }

    [Fact]
    public void What_was_saved_is_loaded_again()
    {
        using var stream = new MemoryStream();
        Small.Save(stream);
        PublicSuffixList again = PublicSuffixList.Load(stream.ToArray());
        Assert.Equal(7, again.CountRules());
        Assert.Equal("2026-01-02_03-04-05_UTC", again.Edition);
        Assert.Equal("b.hosting.com", again.GetPublicSuffix("a.b.hosting.com"));
    }

    [Fact]
    public void Bytes_that_are_something_else_are_refused()
    {
        using var stream = new MemoryStream();
        Small.Save(stream);
        byte[] bytes = stream.ToArray();
        Assert.Throws<FormatException>(() => PublicSuffixList.Load(default));
        Assert.Throws<FormatException>(() => PublicSuffixList.Load(bytes.AsMemory(..^1)));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x81;
            // Refused or answered, never anything else.
            if (Record.Exception(() => PublicSuffixList.Load(damaged).Find("a.b.hosting.com")) is { } failure)
            {
                Assert.IsType<FormatException>(failure);
            }
        }
    }

    [Theory]
    [InlineData("a.*.com")]
    [InlineData("*")]
    [InlineData("!")]
    [InlineData(".com")]
    [InlineData("a..com")]
    [InlineData("127.0.0.1")]
    [InlineData("co:m")]
    public void A_line_that_is_no_rule_is_refused(string line)
    {
        var refusal = Assert.Throws<FormatException>(() => PublicSuffixList.Parse(new StringReader("com\n" + line)));
        Assert.Contains(line, refusal.Message, StringComparison.Ordinal);
    }
}
