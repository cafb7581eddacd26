using System.Globalization;
using System.Text.Json.Nodes;

namespace Cloakroom.Bench.Reports;

/// <summary>A figure that the project has set itself, and the one that was measured.</summary>
/// <param name="What">The figure with its unit: <c>cookie with a near-cache hit, of anonymous</c>.</param>
/// <param name="Measured">What it is.</param>
/// <param name="Limit">What it should be at least, or at most.</param>
/// <param name="IsAtLeast">Whether more is better.</param>
internal sealed record Aim(string What, double Measured, double Limit, bool IsAtLeast)
{
    public static Aim AtLeast(string what, double measured, double limit) => new(what, measured, limit, true);

    public static Aim AtMost(string what, double measured, double limit) => new(what, measured, limit, false);

    public bool IsMet => IsAtLeast ? Measured >= Limit : Measured <= Limit;

    /// <summary><c>0.97 (at least 0.95)</c>.</summary>
    public string Text => $"{Number(Measured)} ({(IsAtLeast ? "at least" : "at most")} {Number(Limit)})";

    public string Row() => $"| {What}, {(IsAtLeast ? "at least" : "at most")} {Number(Limit)} | {Number(Measured)} | {(IsMet ? "reached" : "**missed**")} |\n";

    public JsonObject Json() => new()
    {
        ["what"] = What,
        ["measured"] = Math.Round(Measured, 4),
        [IsAtLeast ? "atLeast" : "atMost"] = Limit,
        ["reached"] = IsMet,
    };

    // As many digits as say whether it is met.
    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.###" : "N0", CultureInfo.InvariantCulture);
}
