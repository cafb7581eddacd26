using System.Text;
using System.Text.Json;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar.Conformance;

/// <summary>The cookie tests of the browsers themselves (web-platform-tests).</summary>
public sealed class WebPlatformTests(ITestOutputHelper output)
{
    private const string File = "open/wpt-cookies.open.json";
    private static readonly DateTimeOffset Clock = new(2025, 2, 5, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_case_that_agrees_with_the_draft_passes(bool fromFacts)
    {
        var cases = Cases.Of(File).Where(Cases.Agrees).ToList();
        Cases.AllPass(cases, c => Run(c, fromFacts));
        foreach (IGrouping<string?, JsonElement> source in cases.GroupBy(c => Cases.Text(c, "source")))
        {
            output.WriteLine($"{source.Count()} {source.Key}");
        }
    }

    [Fact]
    public void Where_the_draft_disagrees_the_suite_is_listed_in_docs() => Cases.AreListed(File, c => Run(c, fromFacts: true) is null);

    [Fact]
    public void The_redirect_chain_option_gives_what_the_suite_wants() =>
        Cases.AllPass(
            Cases.Of(File).Where(c => c.TryGetProperty("flags", out JsonElement flags) && flags.EnumerateArray().Any(f => f.GetString() == "needs-redirect-chain-check")),
            c => Run(c, fromFacts: true, new() { CheckRedirectChain = true }));

    private static string? Run(JsonElement c, bool fromFacts, CookieJarOptions? options = null)
    {
        var clock = new FakeClock(Clock);
        var jar = new CookieJar(options, clock);
        return c.GetProperty("steps").EnumerateArray().Select((step, i) => Step(jar, clock, step, fromFacts) is { } wrong ? $"step {i}: {wrong}" : null)
            .FirstOrDefault(wrong => wrong is not null);
    }

    private static string? Step(CookieJar jar, FakeClock clock, JsonElement step, bool fromFacts)
    {
        clock.SetUtcNow(Clock.AddMilliseconds(step.TryGetProperty("at_ms", out JsonElement at) ? at.GetInt32() : 0));
        switch (Cases.Text(step, "op"))
        {
            case "receive":
                foreach (byte[] line in Lines(step))
                {
                    jar.Receive(line, WebPlatformContext.Of(step, fromFacts));
                }

                return null;
            case "inspect":
                return Inspect(jar, step);
            default:
                CookieSelection selection = jar.Send(WebPlatformContext.Of(step, fromFacts));
                string? fast = jar.GetCookieHeader(WebPlatformContext.Of(step, fromFacts));
                return fast == selection.Header ? WebPlatformChecks.Wrong(step, selection) : $"explained {selection.Header}, unexplained {fast}";
        }
    }

    private static IEnumerable<byte[]> Lines(JsonElement step) =>
        step.TryGetProperty("lines_b64", out JsonElement octets)
            ? octets.EnumerateArray().Select(l => l.GetBytesFromBase64())
            : step.GetProperty("lines").EnumerateArray().Select(l => Encoding.UTF8.GetBytes(l.GetString() ?? ""));

    private static string? Inspect(CookieJar jar, JsonElement step)
    {
        JarCookie cookie = jar.GetCookies().Single(k => k.Name == Cases.Text(step, "cookie"));
        JsonElement expected = step.GetProperty("expect_attributes");
        return cookie.Value == Cases.Text(expected, "value") && (cookie.SameSite?.ToString() ?? "Default") == Cases.Text(expected, "sameSite")
            ? null : $"{cookie} is not {expected}";
    }
}
