using System.Text.Json;
using Cloakroom.Cookies;
using Cloakroom.Testing;

namespace Cloakroom.Tests.Cookies.Jar.Conformance;

/// <summary>The parser and date tests of the IETF's http-state working group.</summary>
public sealed class HttpStateTests
{
    private const string File = "open/http-state.open.json";
    private static readonly DateTimeOffset Clock = new(2011, 4, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_case_gives_what_the_draft_prescribes() => Cases.AllPass(Cases.Of(File), Run);

    [Fact]
    public void Where_the_draft_disagrees_the_suite_is_listed_in_docs() => Cases.AreListed(File, Suite);

    private static string? Run(JsonElement c) =>
        c.GetProperty("kind").GetString() == "cookie-date" ? RunDate(c)
        : Expected(c) == Header(c) ? null : $"gives {Header(c)}, not {Expected(c)}";

    private static bool Suite(JsonElement c) => Cases.Text(c, "expect_cookie") == Header(c);

    private static string? Header(JsonElement c)
    {
        var jar = new CookieJar(clock: new FakeClock(Clock));
        foreach (JsonElement line in c.GetProperty("set_cookie").EnumerateArray())
        {
            jar.Receive(line.GetString() ?? "", new(Cases.Address(c, "set_url")));
        }

        return jar.GetCookieHeader(Cases.Address(c, "get_url"));
    }

    private static string? Expected(JsonElement c)
    {
        JsonElement draft = c.GetProperty("rfc6265bis");
        return draft.GetProperty("agrees").GetBoolean() ? Cases.Text(c, "expect_cookie") : Cases.Text(draft, "expect_cookie");
    }

    // Through the public API: the date as Expires. The clock stands 400 days before the limit would cut it, or shortly after 1601.
    private static string? RunDate(JsonElement c)
    {
        string? expected = Cases.Text(c, "expect_utc");
        DateTimeOffset? date = expected is null ? null : DateTimeOffset.Parse(expected);
        var jar = new CookieJar(clock: new FakeClock(date?.AddDays(-1) ?? Clock));
        CookieDecision decision = jar.Receive($"a=b; Expires={c.GetProperty("input").GetString()}", new(new Uri("https://app.example/")));
        return decision.Cookie?.Expires == date ? null : $"gives {decision.Cookie?.Expires}, not {date}";
    }
}
