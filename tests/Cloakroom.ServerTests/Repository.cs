namespace Cloakroom.ServerTests;

/// <summary>Where things are, seen from where the tests were built: artifacts/bin/PROJECT/CONFIGURATION.</summary>
internal static class Repository
{
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The folder of everything that is built.</summary>
    public static string Artifacts { get; } = Up(Own, 3);

    public static string Root { get; } = Up(Own, 4);

    /// <summary>A program as it was built, not the copy beside the tests: that one lacks the files of its pages.</summary>
    public static string Program(string project) => Path.Combine(Artifacts, "bin", project, Own.Name, $"{project}.dll");

    private static string Up(DirectoryInfo folder, int levels) =>
        levels == 0 ? folder.FullName : Up(folder.Parent ?? throw new InvalidOperationException($"{Own} is not in the tree of builds."), levels - 1);
}
