using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>What docs/telemetry.md and the dashboard name is what the source makes.</summary>
public sealed partial class TelemetryPageTests
{
    private const string Page = "docs/telemetry.md", Dashboard = "deploy/grafana/cloakroom.json";

    // Of the framework, as its documentation names it.
    private static readonly string[] Framework = ["http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count"];

    [Fact]
    public void The_page_lists_every_instrument_with_its_kind_and_unit()
    {
        Assert.InRange(Instrument.All.Count, 30, 100);
        string[] listed = [.. Row().Matches(Repository.Read(Page)).Select(m => $"{m.Groups["name"].Value} {m.Groups["kind"].Value} {m.Groups["unit"].Value}")];
        string[] made = [.. Instrument.All.Select(i => $"{i.Name} {i.Kind} {i.Unit}")];
        Offenders.None(made.Except(listed, StringComparer.Ordinal), $"Add to {Page}:");
        Offenders.None(listed.Except(made, StringComparer.Ordinal), $"Take out of {Page}:");
    }

    [Fact]
    public void Every_metric_of_the_dashboard_is_there()
    {
        JsonElement[] panels = [.. JsonDocument.Parse(Repository.Read(Dashboard)).RootElement.GetProperty("panels").EnumerateArray()];
        string[] expressions = [.. panels.SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString() ?? "")];
        string[] named = [.. expressions.SelectMany(e => Metric().Matches(e)).Select(m => m.Value).Distinct(StringComparer.Ordinal)];
        Assert.InRange(named.Length, 20, 100);
        Offenders.None(named.Except(Instrument.All.SelectMany(i => i.Series()), StringComparer.Ordinal).Except(Framework, StringComparer.Ordinal), $"{Dashboard} shows what nobody measures:");
        Assert.Distinct(panels.Select(p => p.GetProperty("id").GetInt32()));
    }

    [Fact]
    public void Panels_lie_beside_each_other_and_each_says_what_it_shows()
    {
        JsonElement[] panels = [.. JsonDocument.Parse(Repository.Read(Dashboard)).RootElement.GetProperty("panels").EnumerateArray()];
        Assert.All(panels, p => Assert.NotEmpty(p.GetProperty("description").GetString() ?? ""));
        (int X, int Y)[] cells = [.. panels.Select(p => p.GetProperty("gridPos")).SelectMany(g =>
            from x in Enumerable.Range(g.GetProperty("x").GetInt32(), g.GetProperty("w").GetInt32())
            from y in Enumerable.Range(g.GetProperty("y").GetInt32(), g.GetProperty("h").GetInt32())
            select (x, y))];
        Assert.Distinct(cells);
        Assert.All(cells, c => Assert.InRange(c.X, 0, 23));
    }

    [GeneratedRegex(@"^\| `(?<name>cloakroom\.[a-z._]+)` \| (?<kind>[a-z]+) \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(cloakroom|http_server)_[a-z_]+(?=\{)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Metric();
}
