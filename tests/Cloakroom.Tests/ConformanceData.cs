using System.Text.Json;

namespace Cloakroom.Tests;

/// <summary>
/// Test material from elsewhere that is not part of this repository: the folder <c>../shared/conformance</c> beside it, or the one that
/// CLOAKROOM_CONFORMANCE names.
/// </summary>
internal static class ConformanceData
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("CLOAKROOM_CONFORMANCE") is { Length: > 0 } named
        ? named : Path.GetFullPath("../shared/conformance", Conventions.Repository.Root);

    /// <summary>The path of a file there; the running test is skipped when there is none.</summary>
    public static string PathOf(string file)
    {
        string path = Path.Combine(Folder, file);
        Assert.SkipUnless(File.Exists(path), $"There is no {path}; set CLOAKROOM_CONFORMANCE to the folder of the conformance data.");
        return path;
    }

    /// <summary>Whether a file is there, for tests that can do without it.</summary>
    public static bool Exists(string file) => File.Exists(Path.Combine(Folder, file));

    /// <summary>The cases of a suite.</summary>
    public static IReadOnlyList<JsonElement> Cases(string file)
    {
        using FileStream stream = File.OpenRead(PathOf(file));
        using JsonDocument suite = JsonDocument.Parse(stream);
        return [.. suite.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.Clone())];
    }
}
