using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Conventions;

/// <summary>What the repository must not carry, whatever the language of the file.</summary>
public sealed partial class TreeTests
{
    private static readonly string[] Text = [.. Repository.Files.Where(f => Path.GetExtension(f) is not (".png" or ".ico" or ".jpg" or ".woff2" or ".db" or ".bin" or ".pfx"))];

    [Fact]
    public void There_are_no_client_settings_and_no_lock_files() =>
        Offenders.None(Repository.Files.Where(f => ClientFile().IsMatch(Path.GetFileName(f))), "Everybody's own package client decides where from:");

    [Fact]
    public void No_address_of_a_package_registry_is_written_down() =>
        Offenders.None(Repository.Lines(Text, Registry()), "Take out the address:");

    [Fact]
    public void No_path_of_somebodys_machine_is_written_down()
    {
        // A root such as /src is left out: it is also the beginning of a route.
        string[] homes = [Repository.Root.Count(c => c == '/') > 1 ? Repository.Root : "", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "/home/" + Environment.UserName, "/Users", @"C:\Users"];
        var machine = new Regex(
            $@"(?<![\w.~-])({string.Join('|', homes.Where(h => h.Length > 1).Select(Regex.Escape))})[/\\]",
            RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        Offenders.None(Repository.Lines(Text, machine), "Make it relative:");
    }

    [Fact]
    public void No_file_is_larger_than_200_kilobytes() =>
        Offenders.None(Repository.Files.Where(f => new FileInfo(Repository.PathOf(f)).Length > 200_000), "A repository is for source:");

    [GeneratedRegex(@"^(nuget\.config|\.npmrc|\.yarnrc|pip\.conf|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|packages\.lock\.json)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ClientFile();

    [GeneratedRegex(@"\b(api\.)?nuge[t]\.org|\bnpmj[s]\.(org|com)|\byarnpk[g]\.com|\bpypi\.or[g]|\bpythonhoste[d]\.org|\bpkgs\.dev\.azur[e]\.com|\bmcr\.microsof[t]\.com|\bmyge[t]\.org", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Registry();
}
