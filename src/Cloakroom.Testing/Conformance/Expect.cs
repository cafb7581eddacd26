namespace Cloakroom.Testing;

/// <summary>Says in a sentence what was expected and what was seen.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T seen, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, seen))
        {
            throw new ConformanceException($"{what}: expected {Show(expected)}, saw {Show(seen)}.");
        }
    }

    public static void That(bool holds, string violation)
    {
        if (!holds)
        {
            throw new ConformanceException(violation);
        }
    }

    public static void SameSet(IEnumerable<SessionDigest> expected, IEnumerable<SessionDigest> seen, string what)
    {
        string[] wanted = Sorted(expected), had = Sorted(seen);
        That(wanted.SequenceEqual(had, StringComparer.Ordinal), $"{what}: expected [{string.Join(' ', wanted)}], saw [{string.Join(' ', had)}].");
    }

    /// <summary>Counts equal answers of calls made at the same time.</summary>
    public static void Count<T>(int expected, T answer, IReadOnlyCollection<T> answers, string what)
    {
        int seen = answers.Count(a => EqualityComparer<T>.Default.Equals(a, answer));
        That(seen == expected, $"{what}: {seen} of {answers.Count} answered {answer}; expected {expected}.");
    }

    private static string[] Sorted(IEnumerable<SessionDigest> digests) =>
        [.. digests.Select(d => Convert.ToHexStringLower(d.ToArray())[..16]).Order(StringComparer.Ordinal)];

    private static string Show<T>(T value) => value is null ? "nothing" : value.ToString() ?? "";
}
