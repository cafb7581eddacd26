using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>An instrument as the source makes it.</summary>
/// <param name="Name">With dots.</param>
/// <param name="Kind"><c>counter</c>, <c>updowncounter</c>, <c>gauge</c> or <c>histogram</c>.</param>
/// <param name="Unit">As OpenTelemetry writes it.</param>
internal sealed partial record Instrument(string Name, string Kind, string Unit)
{
    /// <summary>All of them, by name; stores may share one.</summary>
    public static IReadOnlyList<Instrument> All { get; } =
    [
        .. Repository.CSharpUnder("src").Select(Repository.Read).SelectMany(text => Creation().Matches(text))
            .Select(m => new Instrument(m.Groups["name"].Value, m.Groups["kind"].Value.ToLowerInvariant(), m.Groups["unit"].Value))
            .Distinct().OrderBy(i => i.Name, StringComparer.Ordinal),
    ];

    /// <summary>The series that Prometheus has of it, when it comes by OTLP (OpenTelemetry, Prometheus and OpenMetrics compatibility).</summary>
    public IEnumerable<string> Series()
    {
        string name = Name.Replace('.', '_'), unit = Unit switch { "s" => "seconds", "By" => "bytes", _ => "" };
        string full = unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal) ? $"{name}_{unit}" : name;
        return Kind switch
        {
            "counter" => [full + "_total"],
            "histogram" => [full + "_bucket", full + "_count", full + "_sum"],
            _ => [full],
        };
    }

    [GeneratedRegex("""Create(Observable)?(?<kind>Counter|UpDownCounter|Gauge|Histogram)(<\w+>)?\(\s*"(?<name>cloakroom\.[a-z._]+)",[^;]*?"(?<unit>s|By|\{[a-z]+\})",""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Creation();
}
