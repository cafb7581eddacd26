using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>The working tree that the tests were built from. Paths are relative to its root, with slashes.</summary>
internal static partial class Repository
{
    private static readonly Lazy<ImmutableArray<string>> AllFiles = new(FindFiles);

    public static string Root { get; } = FindRoot();

    /// <summary><c>debug</c> or <c>release</c>: how the tests were built, and with them everything else.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>Every file that belongs to the tree, also one not yet added; nothing that is built or ignored.</summary>
    public static ImmutableArray<string> Files => AllFiles.Value;

    /// <summary>The C# files under src, tests, bench and samples.</summary>
    public static ImmutableArray<string> CSharp { get; } = [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>The projects under src, by name.</summary>
    public static ImmutableArray<string> Rooms { get; } = [.. Projects("src/")];

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    public static bool Exists(string file) => File.Exists(PathOf(file)) || Directory.Exists(PathOf(file));

    /// <summary>The names of the projects under a folder.</summary>
    public static IEnumerable<string> Projects(string under = "") =>
        Files.Where(f => f.StartsWith(under, StringComparison.Ordinal) && f.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(f => Path.GetFileNameWithoutExtension(f));

    /// <summary>The C# files of a folder and what is below it.</summary>
    public static IEnumerable<string> CSharpUnder(string folder) => CSharp.Where(f => f.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>The text of a C# file without comments and plain strings: what the program does, not what is said. Lines stay where they are.</summary>
    public static string ReadCode(string file) => NotCode().Replace(Read(file), part => part.Value switch
    {
        ['$', ..] or ['\'', ..] => part.Value,
        _ => new string('\n', part.Value.Count(c => c == '\n')),
    });

    /// <summary>Every line of these files that matches, as <c>file:line: text</c>.</summary>
    public static IEnumerable<string> Lines(IEnumerable<string> files, Regex pattern, Func<string, string>? read = null) =>
        from file in files
        from line in (read ?? Read)(file).Split('\n').Index()
        where pattern.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

    // Strings and characters are matched so that what looks like a comment inside of one is not taken for it, and the other way round.
    [GeneratedRegex("""\$*\"{3}[\s\S]*?\"{3}|\$?"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+'|//.*|/\*[\s\S]*?\*/""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex NotCode();

    private static string FindRoot()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Cloakroom.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("Cloakroom.slnx is in no folder above the tests: they read the tree they were built from.");
    }

    private static ImmutableArray<string> FindFiles()
    {
        IEnumerable<string> files = FromGit() ?? Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is ".git" or "artifacts" or "bin" or "obj" or ".vs" or ".idea" or "cloakroom-data"));
        return [.. files.Where(f => File.Exists(PathOf(f))).Order(StringComparer.Ordinal)];
    }

    // Null where there is no git, or the tree came as an archive.
    private static string[]? FromGit()
    {
        try
        {
            (int status, string output) = Command.RunAsync(Root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").GetAwaiter().GetResult();
            return status == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
