using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.Bench.Reports;

/// <summary>
/// What one part of the benchmarks has found: tables, pictures, and the aims that the project has set itself with what was measured of them.
/// Printed as it grows; saved as a JSON file, as pictures, and as the part's section of docs/performance.md.
/// </summary>
/// <param name="name">The part, as <c>./bench</c> calls it.</param>
/// <param name="title">Its heading on the page.</param>
/// <param name="about">What is measured, and how: units, rounds, what the load is. Markdown.</param>
internal sealed class PartReport(string name, string title, string about)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly List<ResultTable> _tables = [];
    private readonly List<Aim> _aims = [];
    private readonly List<BarChart> _charts = [];
    private readonly List<(string Page, string Mark, Func<RunNote, string[], string> Markdown)> _elsewhere = [];

    public string Name => name;

    public string Title => title;

    /// <summary>A table with these columns; its rows are added to it.</summary>
    /// <param name="caption">What the table tells, a sentence; Markdown.</param>
    /// <param name="columns">Their headings.</param>
    public ResultTable Table(string caption, params string[] columns)
    {
        var table = new ResultTable(caption, columns);
        _tables.Add(table);
        return table;
    }

    /// <summary>A picture, with its own title.</summary>
    public void Add(BarChart chart) => _charts.Add(chart);

    /// <summary>A part of another page, between its own marks.</summary>
    /// <param name="page">The page, in docs.</param>
    /// <param name="mark">What stands in its marks after <c>bench:</c> and <c>end:</c>.</param>
    /// <param name="markdown">The text, made of the run and of this report's pictures as Markdown.</param>
    public void Add(string page, string mark, Func<RunNote, string[], string> markdown) => _elsewhere.Add((page, mark, markdown));

    /// <summary>An aim, and what was measured of it.</summary>
    public void Add(Aim aim)
    {
        _aims.Add(aim);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(aim.IsMet ? "reached" : "MISSED ")}  {aim.What}: {aim.Text}"));
    }

    /// <summary>Writes bench/results/NAME.json, docs/pictures/bench-NAME-N.svg, and the section of docs/performance.md between its marks.</summary>
    /// <param name="root">The folder of the repository.</param>
    /// <param name="run">When, where and of what it was measured.</param>
    public async Task SaveAsync(string root, RunNote run)
    {
        string results = Directory.CreateDirectory(Path.Combine(root, "bench", "results")).FullName;
        await File.WriteAllTextAsync(Path.Combine(results, name + ".json"), Json(run).ToJsonString(Indented) + "\n");
        string pictures = Directory.CreateDirectory(Path.Combine(root, "docs", "pictures")).FullName;
        foreach ((int number, BarChart chart) in _charts.Index())
        {
            await chart.WriteAsync(Path.Combine(pictures, Picture(number)));
        }

        await PerformancePage.ReplaceAsync(Path.Combine(root, "docs", "performance.md"), name, Markdown(run));
        foreach ((string page, string mark, Func<RunNote, string[], string> markdown) in _elsewhere)
        {
            await PerformancePage.ReplaceAsync(Path.Combine(root, "docs", page), mark, markdown(run, [.. _charts.Index().Select(c => Shown(c.Index, c.Item))]));
        }
    }

    private JsonObject Json(RunNote run) => new()
    {
        ["part"] = name,
        ["title"] = title,
        ["date"] = run.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["commit"] = run.Commit,
        ["machine"] = run.Machine,
        ["aims"] = new JsonArray([.. _aims.Select(a => a.Json())]),
        ["tables"] = new JsonArray([.. _tables.Select(t => t.Json())]),
    };

    private string Markdown(RunNote run)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {title}\n\n{about}\n\n{run.Text}\n\n");
        if (_aims.Count > 0)
        {
            text.Append("| aim | measured | |\n|---|---|---|\n");
            text.AppendJoin("", _aims.Select(a => a.Row())).Append('\n');
        }

        foreach (ResultTable table in _tables)
        {
            text.Append(table.Markdown()).Append('\n');
        }

        foreach ((int number, BarChart chart) in _charts.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Shown(number, chart)}\n\n");
        }

        return text.ToString();
    }

    private string Shown(int number, BarChart chart) => $"![{chart.Title}](pictures/{Picture(number)})";

    private string Picture(int number) => $"bench-{name}-{number + 1}.svg";
}
