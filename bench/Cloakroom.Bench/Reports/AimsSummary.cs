using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.Bench.Reports;

/// <summary>The first section of docs/performance.md: the aims of all parts, from what they have saved.</summary>
internal static class AimsSummary
{
    private const string Picture = "bench-summary.svg";

    /// <summary>Reads bench/results/*.json and writes the section and its picture.</summary>
    /// <param name="root">The folder of the repository.</param>
    public static async Task WriteAsync(string root)
    {
        var rows = new StringBuilder();
        var chart = new BarChart("Ratios: what was aimed at, and what was measured", "of the same without", ["measured", "aimed at, at least"]);
        (int reached, int all) = (0, 0);
        string page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "performance.md"));
        // In the order of the page.
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "bench", "results"), "*.json")
            .OrderBy(f => page.IndexOf($"<!-- bench:{Path.GetFileNameWithoutExtension(f)} -->", StringComparison.Ordinal)))
        {
            JsonNode part = JsonNode.Parse(await File.ReadAllTextAsync(file)) ?? throw new JsonException($"{file} is empty.");
            foreach (Aim aim in part["aims"]?.AsArray().OfType<JsonObject>().Select(Aim.Read) ?? [])
            {
                rows.Append(aim.Row(last: $"{part["title"]}, {part["date"]}"));
                (reached, all) = (reached + (aim.IsMet ? 1 : 0), all + 1);
                if (aim is { IsAtLeast: true, Limit: < 1.5 })
                {
                    chart.Add(aim.What, aim.Measured, aim.Limit);
                }
            }
        }

        if (all == 0)
        {
            await Console.Error.WriteLineAsync("No part with an aim was measured yet: there is nothing to sum up.");
            return;
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### In short\n\nOf the {all} aims that the project has set itself, {reached} are reached. Each was measured in its part, below.\n\n");
        text.Append("| aim | measured | | part |\n|---|---|---|---|\n").Append(rows).Append('\n');
        if (!chart.IsEmpty)
        {
            await chart.WriteAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(root, "docs", "pictures")).FullName, Picture));
            text.Append(CultureInfo.InvariantCulture, $"![{chart.Title}](pictures/{Picture})\n");
        }

        await PerformancePage.ReplaceAsync(Path.Combine(root, "docs", "performance.md"), "summary", text.ToString());
    }
}
