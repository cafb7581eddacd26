using System.Text.Json;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar.Conformance;

/// <summary>The tables of Go's net/http/cookiejar.</summary>
public sealed class GoCookieJarTests
{
    private const string File = "open/go-cookiejar.open.json";
    private static readonly DateTimeOffset Clock = new(2013, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_case_that_agrees_with_the_draft_passes() => Cases.AllPass(Cases.Of(File).Where(Cases.Agrees), Run);

    [Fact]
    public void Where_the_draft_disagrees_the_suite_is_listed_in_docs() => Cases.AreListed(File, c => Run(c) is null);

    private static string? Run(JsonElement c)
    {
        var clock = new FakeClock(Clock);
        var jar = new CookieJar(new() { PublicSuffixes = new TestSuffixes() }, clock);
        foreach (JsonElement step in c.GetProperty("sequence").EnumerateArray())
        {
            clock.SetUtcNow(Clock);
            foreach (JsonElement line in step.GetProperty("set_cookie").EnumerateArray())
            {
                jar.Receive(line.GetString() ?? "", new(Cases.Address(step, "from_url")));
            }

            clock.SetUtcNow(Clock.AddSeconds(1));
            string content = string.Join(' ', jar.GetCookies().Select(k => $"{k.Name}={k.Value}").Order(StringComparer.Ordinal));
            if (content != Cases.Text(step, "expect_jar_content"))
            {
                return $"{Cases.Text(step, "description")}: holds {content}, not {Cases.Text(step, "expect_jar_content")}";
            }

            foreach ((int n, JsonElement query) in step.GetProperty("queries").EnumerateArray().Index())
            {
                clock.SetUtcNow(Clock.AddMilliseconds((n + 2) * 1001));
                // The framework does not take every address that Go takes; what has none has no cookies.
                string header = Uri.TryCreate(Cases.Text(query, "url"), UriKind.Absolute, out Uri? url) ? jar.GetCookieHeader(url) ?? "" : "";
                if (header.Replace("; ", " ", StringComparison.Ordinal) != Cases.Text(query, "expect"))
                {
                    return $"{Cases.Text(step, "description")}: {url} gets {header}, not {Cases.Text(query, "expect")}";
                }
            }
        }

        return null;
    }

    /// <summary>The list of that suite: <c>co.uk</c>, the default rule, and two answers that are wrong on purpose.</summary>
    private sealed class TestSuffixes : IPublicSuffixes
    {
        public string GetPublicSuffix(string host) => host switch
        {
            "www.buggy.psl" => "xy",
            "www2.buggy.psl" => "com",
            "co.uk" => host,
            _ when host.EndsWith(".co.uk", StringComparison.Ordinal) => "co.uk",
            _ => host[(host.LastIndexOf('.') + 1)..],
        };
    }
}
