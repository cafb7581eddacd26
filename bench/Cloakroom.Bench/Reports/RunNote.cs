using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Reports;

/// <summary>When, where and of what something was measured.</summary>
/// <param name="Date">The day.</param>
/// <param name="Commit">The commit, with <c>-dirty</c> where the folder differs from it.</param>
/// <param name="Machine">Processor, memory, system and runtime.</param>
internal sealed record RunNote(DateOnly Date, string Commit, string Machine)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"Measured {Date:yyyy-MM-dd} at commit `{Commit}` on {Machine}.");

    /// <summary>Now, here, of the repository in this folder.</summary>
    public static async Task<RunNote> OfAsync(string root)
    {
        string? commit = await GitAsync(root, "rev-parse", "--short=9", "HEAD");
        // What other parts have written does not count: they were measured of the same.
        string? changes = await GitAsync(root, "status", "--porcelain", "--", ".", ":!bench/results", ":!docs/performance.md", ":!docs/pictures");
        return new(
            DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), commit is null ? "unknown" : string.IsNullOrEmpty(changes) ? commit : commit + "-dirty", Bench.Machine.Name);
    }

    private static async Task<string?> GitAsync(string root, params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("git could not be started.");
        Task<string> output = git.StandardOutput.ReadToEndAsync(), errors = git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        await errors;
        return git.ExitCode == 0 ? (await output).Trim() : null;
    }
}
