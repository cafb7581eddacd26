namespace Cloakroom.Bench.Reports;

/// <summary>A page, usually docs/performance.md, of which each part of the benchmarks owns what stands between its two marks.</summary>
internal static class PerformancePage
{
    /// <exception cref="InvalidOperationException">The page has no marks for the part.</exception>
    public static async Task ReplaceAsync(string path, string part, string markdown)
    {
        string page = await File.ReadAllTextAsync(path);
        string begin = $"<!-- bench:{part} -->\n", end = $"<!-- end:{part} -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal), to = page.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{Path.GetFileName(path)} has no lines '{begin.Trim()}' and '{end}' around the section of this part; put them where it belongs.");
        }

        await File.WriteAllTextAsync(path, $"{page[..(from + begin.Length)]}{markdown.TrimEnd()}\n{page[to..]}");
    }
}
