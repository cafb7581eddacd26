using System.Globalization;
using System.Text.Json;

namespace Cloakroom.Tests.Csrf;

/// <summary>
/// The table by which Go tests its CrossOriginProtection, each row sent as it is to an application with Cloakroom. Every request carries the
/// cookie of a live session, as the browser of a person who is logged in would send it.
/// </summary>
public sealed class GoTableTests
{
    private const string
        Token = "Go lets a request with neither header pass; with our cookie a token must prove the page",
        OtherSite = "Go trusts an origin of another site; no session cookie travels to one, so that listing it stops the start",
        Pattern = "Go takes paths out by pattern; here an endpoint is taken out by [InsecureAllowCrossSite], where it is written",
        PlainHttp = "Go trusts a plain http page on behalf of an https address; here its scheme makes it another site",
        Answer = "Go lets the application answer; here a refusal is one answer with a stable code";

    // The rows in which the answer is another one than Go's, and why. All others must agree.
    private static readonly Dictionary<string, string> Differences = new(StringComparer.Ordinal)
    {
        ["go-csrf/005"] = Token,
        ["go-csrf/013"] = OtherSite,
        ["go-csrf/014"] = OtherSite,
        ["go-csrf/017"] = Pattern,
        ["go-csrf/018"] = Pattern,
        ["go-csrf/025"] = Pattern,
        ["go-csrf/027"] = Pattern,
        ["go-csrf/029"] = Pattern,
        ["go-csrf/031"] = Pattern,
        ["go-csrf/039"] = Pattern,
        ["go-csrf/042"] = PlainHttp,
        ["go-csrf/053"] = Answer,
    };

    [Fact]
    public async Task Every_row_is_answered_as_Go_answers_it_or_differs_for_a_reason()
    {
        IReadOnlyList<JsonElement> rows = ConformanceData.Cases("csrf/go-cross-origin-protection.json");
        await using var apps = new GoApps();
        var wrong = new List<string>();
        foreach (JsonElement row in rows)
        {
            string id = row.GetProperty("id").GetString() ?? "";
            (string expected, string answer) = (Expected(row), await AnswerAsync(apps, row));
            if (expected == answer == Differences.ContainsKey(id))
            {
                wrong.Add($"{id} {row.GetProperty("name")}: Go {expected}, here {answer}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal((54, 42), (rows.Count, rows.Count - Differences.Count));
    }

    // With a name of the same site the origins that are refused above can be listed, and are believed as in Go.
    [Theory]
    [InlineData("go-csrf/013")]
    [InlineData("go-csrf/014")]
    [InlineData("go-csrf/015")]
    [InlineData("go-csrf/016")]
    public async Task A_trusted_origin_of_the_same_site_is_answered_as_Go_answers_it(string id)
    {
        JsonElement row = ConformanceData.Cases("csrf/go-cross-origin-protection.json").Single(r => r.GetProperty("id").GetString() == id);
        using var sibling = JsonDocument.Parse(row.GetRawText().Replace("trusted.example", "trusted.example.com", StringComparison.Ordinal));
        await using var apps = new GoApps();

        Assert.Equal(Expected(row), await AnswerAsync(apps, sibling.RootElement));
    }

    private static string Expected(JsonElement row) => row.GetProperty("expect").GetString() switch
    {
        "allow" => "200",
        "deny" => row.TryGetProperty("expect_status", out JsonElement status) ? status.GetInt32().ToString(CultureInfo.InvariantCulture) : "403",
        { } other => other,
        null => "",
    };

    private static Task<string> AnswerAsync(GoApps apps, JsonElement row) => row.TryGetProperty("add_trusted_origin", out JsonElement origin)
        ? GoApps.StartWithAsync(origin.GetString() ?? "")
        : apps.SendAsync(row.GetProperty("request"), TrustedBy(row.GetProperty("config")));

    private static string[] TrustedBy(JsonElement config) =>
        config.TryGetProperty("trusted_origins", out JsonElement trusted) ? [.. trusted.EnumerateArray().Select(o => o.GetString() ?? "")] : [];
}
