using System.Text;
using System.Text.Json.Nodes;

namespace Cloakroom.Bench.Reports;

/// <summary>A table of a report. Each row is printed when it comes, so that somebody who waits sees how far it is.</summary>
internal sealed class ResultTable
{
    private readonly List<string[]> _rows = [];
    private readonly string _caption;
    private readonly string[] _columns;

    public ResultTable(string caption, string[] columns)
    {
        (_caption, _columns) = (caption, columns);
        Console.WriteLine($"\n{caption}\n\n{Line(columns)}{Line([.. columns.Select(_ => "---")])}".TrimEnd());
    }

    /// <summary>One more row, with as many cells as there are columns.</summary>
    public void Row(params string[] cells)
    {
        if (cells.Length != _columns.Length)
        {
            throw new ArgumentException($"A row of '{_caption}' has {cells.Length} cells for {_columns.Length} columns.", nameof(cells));
        }

        _rows.Add(cells);
        Console.WriteLine(Line(cells).TrimEnd());
    }

    public string Markdown()
    {
        var text = new StringBuilder($"{_caption}\n\n{Line(_columns)}{Line([.. _columns.Select(_ => "---")])}");
        return text.AppendJoin("", _rows.Select(Line)).ToString();
    }

    public JsonObject Json() => new()
    {
        ["caption"] = _caption,
        ["columns"] = Array(_columns),
        ["rows"] = new JsonArray([.. _rows.Select(Array)]),
    };

    private static JsonArray Array(string[] cells) => new([.. cells.Select(c => JsonValue.Create(c))]);

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |\n";
}
