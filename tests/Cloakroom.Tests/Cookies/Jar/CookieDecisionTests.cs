using System.Text.Json;
using Cloakroom.Cookies;
using Cloakroom.Testing;
using Cloakroom.Tests.Conventions;

namespace Cloakroom.Tests.Cookies.Jar;

/// <summary>The explanation: for people and for programs the same, and never with a secret.</summary>
public sealed class CookieDecisionTests
{
    private const string Secret = "s3cr3t-V4lue";
    private static readonly Uri Home = new("https://www.app.example/a");

    [Fact]
    public void Every_rule_has_one_row_a_code_a_section_and_its_line_in_the_documentation()
    {
        Assert.Equal(Enum.GetValues<CookieRule>(), CookieRuleTable.All.Select(r => r.Rule).Order());
        Assert.Distinct(CookieRuleTable.All.Select(r => r.Code), StringComparer.Ordinal);
        string[] listed = [.. Repository.Read("docs/jar.md").Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Where(c => c.Length > 3 && c[2].Contains(' ', StringComparison.Ordinal)).Select(c => $"{c[1].Trim('`')} {c[2]}")];
        Offenders.None(CookieRuleTable.All.Select(r => $"{r.Code} {r.Section}").Except(listed, StringComparer.Ordinal), "Write into docs/jar.md:");
    }

    [Fact]
    public void People_and_programs_read_the_same()
    {
        CookieDecision decision = Jar().Receive($"sid={Secret}; Domain=vercel.app; Path=/; HttpOnly; SameSite=Lax", new(new Uri("https://mine.vercel.app/")));
        Assert.Equal(
            "Refused (public-suffix, RFC 6265bis 5.7 step 9): sid has Domain=vercel.app, a public suffix: under it strangers have names of their own, and all of them "
            + "would get the cookie. Leave Domain out, which keeps the cookie for mine.vercel.app; several hosts can share one only under a domain of your own.",
            decision.ToString());
        using JsonDocument json = JsonDocument.Parse(decision.ToJson());
        JsonElement root = json.RootElement;
        Assert.Equal(["outcome", "rule", "section", "explanation", "fix", "cookie"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("refused", "public-suffix", decision.Section), (root.GetProperty("outcome").GetString(), root.GetProperty("rule").GetString(), root.GetProperty("section").GetString()));
        Assert.Equal((decision.Explanation, decision.Fix), (root.GetProperty("explanation").GetString(), root.GetProperty("fix").GetString()));
        JsonElement cookie = root.GetProperty("cookie");
        Assert.Equal(
            ["name", "domain", "hostOnly", "path", "secure", "httpOnly", "sameSite", "created", "lastAccess", "expires"],
            cookie.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("sid", "Lax", true), (cookie.GetProperty("name").GetString(), cookie.GetProperty("sameSite").GetString(), cookie.GetProperty("httpOnly").GetBoolean()));
    }

    [Fact]
    public void Any_serializer_gives_the_same_JSON()
    {
        CookieJar jar = Jar();
        CookieDecision decision = jar.Receive("sid=1; Secure; Partitioned; SameSite=None", CookieContext.Frame(Home, new Uri("https://other.example/")));
        Assert.Equal(decision.ToJson(), JsonSerializer.Serialize(decision));
        CookieSelection selection = jar.Send(CookieContext.Frame(Home, new Uri("https://other.example/")));
        Assert.Equal(selection.ToJson(), JsonSerializer.Serialize(selection.Cookies));
        Assert.Contains("\"partition\":{\"topLevelSite\":\"https://other.example\",\"hasCrossSiteAncestor\":true}", JsonSerializer.Serialize(jar.GetCookies()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ReceiveTests.Lines), MemberType = typeof(ReceiveTests))]
    public void Every_sentence_is_finished_and_says_what_helps(string line, string url, string code)
    {
        CookieDecision decision = Jar().Receive(line, new(new Uri(url)));
        Assert.Equal(code, decision.Code);
        IsSentence(decision.Explanation);
        Assert.Equal(decision.Outcome == CookieOutcome.Refused, decision.Fix is not null);
        IsSentence(decision.Fix ?? "None.");
        Assert.DoesNotContain(decision.ToString(), char.IsControl);
    }

    [Fact]
    public void No_text_shows_a_value()
    {
        CookieJar jar = Jar();
        var lines = ReceiveTests.Lines.Select(l => l.Data.Item1.Replace("=1", $"={Secret}", StringComparison.Ordinal)).Append(Secret).Append($"={Secret}").ToList();
        var contexts = SameSiteTests.Requests.Select(r => r.Data.Item2).Append(new(Home)).Append(new(new Uri("http://www.app.example/"))).ToList();
        IEnumerable<string> texts =
            from context in contexts
            from line in lines
            let decision = jar.Receive(line, context)
            from text in new[] { decision.ToString(), decision.ToJson(), decision.Cookie?.ToString() ?? "", jar.Send(context).ToString(), jar.Send(context).ToJson() }
            select text;
        Assert.DoesNotContain(texts, t => t.Contains(Secret, StringComparison.Ordinal));
        Assert.Contains(jar.GetCookies(), c => c.Value == Secret);
    }

    [Fact]
    public void A_context_says_what_it_is() =>
        Assert.Equal(
            "POST https://app.example/login, top-level navigation from https://other.example/",
            (CookieContext.Navigation(new Uri("https://app.example/login"), new Uri("https://other.example/")) with { Method = "POST" }).ToString());

    [Fact]
    public void A_context_needs_an_absolute_address()
    {
        Assert.Throws<ArgumentException>(() => new CookieContext(new Uri("/a", UriKind.Relative)));
        Assert.Throws<ArgumentException>(() => new CookieContext(Home) with { Url = new Uri("/a", UriKind.Relative) });
        Assert.Throws<ArgumentException>(() => Jar().GetCookieHeader(new Uri("/a", UriKind.Relative)));
    }

    private static void IsSentence(string text)
    {
        Assert.EndsWith(".", text, StringComparison.Ordinal);
        Assert.True(char.IsUpper(text[0]) || text[0] is '(' or '_' or 'a', text);
        Assert.DoesNotContain("..", text.Replace("Domain=..", "", StringComparison.Ordinal).Replace("...", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static CookieJar Jar() => new(clock: new FakeClock());
}
