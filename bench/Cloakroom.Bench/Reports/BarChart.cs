using System.Globalization;
using System.Net;
using System.Text;

namespace Cloakroom.Bench.Reports;

/// <summary>A picture of a few figures: horizontal bars in groups, on a logarithmic scale where they differ by much; legible in dark mode.</summary>
internal sealed class BarChart(string title, string unit, string[] series)
{
    private const int Width = 720, NameWidth = 202, LetterWidth = 8, BarsTo = 600, BarHeight = 18, Gap = 16, Top = 64;

    private readonly List<(string Name, double?[] Values)> _groups = [];

    public string Title => title;

    public bool IsEmpty => _groups.Count == 0;

    public void Add(string name, params double?[] values) => _groups.Add((name, values));

    public async Task WriteAsync(string path)
    {
        double[] all = [.. _groups.SelectMany(g => g.Values).OfType<double>().Where(v => v > 0)];
        bool logarithmic = all.Max() / all.Min() > 20;
        int from = 8 + Math.Clamp(LetterWidth * _groups.Max(g => g.Name.Length), NameWidth, 2 * NameWidth);
        double least = logarithmic ? all.Min() / 2 : 0;
        int height = Top + (_groups.Count * ((series.Length * BarHeight) + Gap)) + 8;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">
            <title id="t">{Encode(title)}</title>
            <desc id="d">{Encode(Describe())}</desc>
            <style>text{"{fill:#1c1c1e}"}.quiet{"{fill:#555}"}.s0{"{fill:#2f6f9f}"}.s1{"{fill:#c2571a}"}@media(prefers-color-scheme:dark){"{text{fill:#f2f2f2}.quiet{fill:#bbb}.s0{fill:#6db3e8}.s1{fill:#f09a62}}"}</style>
            <text x="8" y="22" font-weight="600" font-size="15">{Encode(title)}</text>

            """);
        for (int i = 0; i < series.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"s{i}\" x=\"{8 + (i * 200)}\" y=\"36\" width=\"12\" height=\"12\"/><text x=\"{26 + (i * 200)}\" y=\"47\">{Encode(series[i])}</text>\n");
        }

        string scale = logarithmic ? $"{unit}, logarithmic" : unit;
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"quiet\" x=\"{Width - 8}\" y=\"47\" text-anchor=\"end\">{Encode(scale)}</text>\n");
        int y = Top;
        foreach ((string name, double?[] values) in _groups)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{y + (series.Length * BarHeight / 2) + 5}\">{Encode(name)}</text>\n");
            for (int i = 0; i < series.Length; i++, y += BarHeight)
            {
                double share = values[i] is not { } value || value <= 0 ? 0
                    : logarithmic ? Math.Log(value / least) / Math.Log(all.Max() / least) : value / all.Max();
                double width = share * (BarsTo - from);
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"s{i}\" x=\"{from}\" y=\"{y + 1}\" width=\"{width:F0}\" height=\"{BarHeight - 3}\"/><text x=\"{from + width + 6:F0}\" y=\"{y + 13}\">{Text(values[i])}</text>\n");
            }

            y += Gap;
        }

        svg.Append("</svg>\n");
        await File.WriteAllTextAsync(path, svg.ToString());
    }

    private string Describe() => string.Join("; ", _groups.Select(g => $"{g.Name}: {string.Join(", ", g.Values.Select((v, i) => $"{series[i]} {Text(v)}"))}")) + $" ({unit}).";

    private static string Text(double? value) => value switch
    {
        null => "none",
        < 10 => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
        { } large => large.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
