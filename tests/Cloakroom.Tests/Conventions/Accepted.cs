namespace Cloakroom.Tests.Conventions;

/// <summary>
/// Text that is generated from the source and kept in the tree, so that a change of it is seen in review. With CLOAKROOM_ACCEPT=1 the file
/// is rewritten; otherwise it must be equal.
/// </summary>
internal static class Accepted
{
    private const int MaxShown = 80;

    public static void Equal(string file, string actual)
    {
        string path = Repository.PathOf(file);
        if (Environment.GetEnvironmentVariable("CLOAKROOM_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (expected != actual)
        {
            string[] changes = [.. Changes(expected.Split('\n'), actual.Split('\n'))];
            Assert.Fail($"{file} is not what the source says now. If the change is meant, run ./test --accept and commit the file.\n"
                + string.Join('\n', changes.Take(MaxShown)) + (changes.Length > MaxShown ? $"\n… and {changes.Length - MaxShown} lines more" : ""));
        }
    }

    // The longest common subsequence, from behind; what is not in it was removed or added.
    internal static IEnumerable<string> Changes(string[] before, string[] after)
    {
        int[,] common = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int b = 0, a = 0;
        while (b < before.Length || a < after.Length)
        {
            if (b < before.Length && a < after.Length && before[b] == after[a])
            {
                (b, a) = (b + 1, a + 1);
            }
            else if (a == after.Length || (b < before.Length && common[b + 1, a] >= common[b, a + 1]))
            {
                yield return "- " + before[b++];
            }
            else
            {
                yield return "+ " + after[a++];
            }
        }
    }
}
