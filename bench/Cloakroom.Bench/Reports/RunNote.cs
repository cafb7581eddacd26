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
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", root, "describe", "--always", "--dirty", "--abbrev=9"]) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("git could not be started.");
        string commit = (await git.StandardOutput.ReadToEndAsync()).Trim();
        await git.WaitForExitAsync();
        return new(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), git.ExitCode == 0 ? commit : "unknown", Bench.Machine.Name);
    }
}
