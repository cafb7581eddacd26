using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>
/// As much of the words of an expected answer as can be read by a program: a status for all requests, or one for each. What stands behind it
/// is for people, and for the judgement of that attack.
/// </summary>
internal static partial class Expectation
{
    /// <summary>The status for each request; null when the words do not begin with one.</summary>
    public static IReadOnlyList<int>? Statuses(string expected, int requests)
    {
        if (List().Match(expected) is { Success: true } list)
        {
            int[] each = [.. list.Groups["status"].Captures.Select(c => int.Parse(c.Value, CultureInfo.InvariantCulture))];
            return each.Length == requests ? each : null;
        }

        return One().Match(expected) is { Success: true } one
            ? [.. Enumerable.Repeat(int.Parse(one.Groups["status"].Value, CultureInfo.InvariantCulture), requests)] : null;
    }

    /// <summary>Fails unless the answer is what the words at the beginning promise.</summary>
    public static void Check(string expected, int status, Played played, WireAnswer answer)
    {
        string what = $"{played.Request.Method} {played.Request.Path} was to be answered {expected}, and is answered {answer}";
        Assert.True(status == 200 ? answer.Status is >= 200 and < 400 : answer.Is(status), what);
        if (answer.By is not null)
        {
            return;
        }

        if (expected.StartsWith("401 invalid_token", StringComparison.Ordinal))
        {
            Assert.True(answer.Header("WWW-Authenticate").Contains("error=\"invalid_token\"", StringComparison.Ordinal), what);
        }

        if (expected.Contains("csrf_rejected", StringComparison.Ordinal))
        {
            Assert.True(answer.Code?.StartsWith("csrf_", StringComparison.Ordinal), what);
        }

        if (expected.Contains("no Set-Cookie", StringComparison.Ordinal))
        {
            Assert.True(answer.All("Set-Cookie").Count == 0, what);
        }
    }

    // "401", "all 401", "403 x3", "401 for each"
    [GeneratedRegex(@"^(all )?(?<status>[1-5]\d\d)( x\d+)?(?= for each|[,;:. ]|$)(?!( [^;]*)? / )(?!; \w+ still)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex One();

    // "401/401", "200, then 400, then 200", "default strict mode: 403 / 200 with valid token / 403", "403; session still 200"
    [GeneratedRegex(@"^([a-z ]+: )?(?<status>[1-5]\d\d)((, then |/| / | with valid token / |[^;/]*; \w+ still )(?<status>[1-5]\d\d))+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex List();
}
