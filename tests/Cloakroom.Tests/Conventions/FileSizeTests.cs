namespace Cloakroom.Tests.Conventions;

public sealed class FileSizeTests
{
    private static readonly (string File, int Lines)[] Files =
        [.. Repository.CSharp.Select(f => (f, File.ReadLines(Repository.PathOf(f)).Count())).OrderByDescending(f => f.Item2)];

    [Fact]
    public void No_file_has_more_than_400_lines() => Offenders.None(Longer(400), "Split:");

    [Fact]
    public void Of_a_hundred_files_95_have_200_lines_at_most()
    {
        int limit = Files.Length * 5 / 100;
        Assert.True(Longer(200).Count() <= limit, $"Of {Files.Length} files {limit} may be longer than 200 lines; split some of these:\n  {string.Join("\n  ", Longer(200))}");
    }

    [Fact]
    public void Half_of_the_files_have_100_lines_at_most()
    {
        int median = Files[Files.Length / 2].Lines;
        Assert.True(median <= 100, $"The median is {median} lines.");
    }

    private static IEnumerable<string> Longer(int lines) => Files.Where(f => f.Lines > lines).Select(f => $"{f.File} has {f.Lines} lines");
}
