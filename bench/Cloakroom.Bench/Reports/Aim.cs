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

    /// <summary>A row of a table: the aim, what was measured, whether it is reached, and what else belongs there.</summary>
    public string Row(string? last = null) =>
        $"| {What}, {(IsAtLeast ? "at least" : "at most")} {Number(Limit)} | {Number(Measured)} | {(IsMet ? "reached" : "**missed**")} |{(last is null ? "" : $" {last} |")}\n";

    public JsonObject Json() => new()
    {
        ["what"] = What,
        ["measured"] = Math.Round(Measured, 4),
        [IsAtLeast ? "atLeast" : "atMost"] = Limit,
        ["reached"] = IsMet,
    };

    /// <summary>What <see cref="Json"/> has written.</summary>
    public static Aim Read(JsonObject json) => json["atLeast"] is { } least
        ? AtLeast(TextOf(json), MeasuredOf(json), (double)least) : AtMost(TextOf(json), MeasuredOf(json), (double)(json["atMost"] ?? throw new FormatException("An aim without a limit.")));

    private static string TextOf(JsonObject json) => (string?)json["what"] ?? throw new FormatException("An aim of nothing.");

    private static double MeasuredOf(JsonObject json) => (double)(json["measured"] ?? throw new FormatException("An aim that was not measured."));

    // As many digits as say whether it is met.
    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.###" : "N0", CultureInfo.InvariantCulture);
}
