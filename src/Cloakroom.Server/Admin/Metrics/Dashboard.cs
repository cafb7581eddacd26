using Cloakroom.Server.Languages;

namespace Cloakroom.Server.Admin.Metrics;

/// <summary>What the meters said, as an administrator reads it.</summary>
internal sealed class Dashboard(RecentMetrics metrics)
{
    private const int Minute = 12;
    private const string Valid = "valid", Decisions = "cloakroom.decisions";

    public IReadOnlyList<Chart> Charts =>
    [
        new(Texts.Say("Requests with a session"), PerSecond(metrics.Series(Decisions, tag => tag == Valid)), Texts.Say("per second")),
        new(Texts.Say("Refusals"), PerSecond(metrics.Series(Decisions, tag => tag != Valid)), Texts.Say("per second")),
        new(Texts.Say("Sessions begun"), PerMinute(metrics.Series("cloakroom.sessions.begun")), Texts.Say("per minute")),
        new(Texts.Say("Sessions ended"), PerMinute(metrics.Series("cloakroom.sessions.ended")), Texts.Say("per minute")),
        new(Texts.Say("Answered from the near cache"), Share(metrics.Series("cloakroom.cache", tag => tag == "hit"), metrics.Series("cloakroom.cache", tag => tag == "miss")), "%"),
        new(Texts.Say("Failed calls to the store"), PerMinute(metrics.Series("cloakroom.store.failures")), Texts.Say("per minute")),
    ];

    /// <summary>Why requests were refused, the most frequent first.</summary>
    public IReadOnlyList<ReasonCount> Reasons
    {
        get
        {
            IReadOnlyDictionary<string, long> minute = metrics.ByTag(Decisions, Minute);
            return
            [
                .. metrics.ByTag(Decisions, RecentMetrics.Kept).Where(r => r.Key != Valid)
                    .Select(r => new ReasonCount(r.Key, minute.GetValueOrDefault(r.Key), r.Value)).OrderByDescending(r => r.Quarter).ThenBy(r => r.Code, StringComparer.Ordinal),
            ];
        }
    }

    private static double[] PerSecond(long[] steps) => [.. steps.Select(s => s / RecentMetrics.Step.TotalSeconds)];

    // Few at a time: each point is the sum of the minute before it.
    private static double[] PerMinute(long[] steps) =>
        [.. Enumerable.Range(0, steps.Length).Select(i => (double)steps.AsSpan(Math.Max(0, i - Minute + 1), Math.Min(Minute, i + 1)).ToArray().Sum())];

    private static double[] Share(long[] hits, long[] misses) =>
        [.. hits.Zip(misses, (h, m) => h + m == 0 ? 0 : 100.0 * h / (h + m))];
}

/// <summary>How often a reason was given.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Minute">In the last minute.</param>
/// <param name="Quarter">In the last 15 minutes.</param>
internal sealed record ReasonCount(string Code, long Minute, long Quarter);
