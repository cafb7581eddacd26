using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Contest;

/// <summary>Runs all rows in turn, round by round, so that a slow minute of the machine falls on all of them.</summary>
/// <param name="Count">How many rounds.</param>
/// <param name="Seconds">How long each endpoint is asked in a round.</param>
/// <param name="Only">A part of the names of those that are measured; empty for all.</param>
internal sealed record Rounds(int Count, double Seconds, string Only)
{
    private static readonly TimeSpan News = TimeSpan.FromSeconds(10);

    /// <param name="arguments">Number of rounds, seconds, and a part of a name; all otherwise.</param>
    /// <param name="count">How many rounds, where nothing is said.</param>
    /// <param name="seconds">How long each, where nothing is said.</param>
    public static Rounds Of(string[] arguments, int count, double seconds) => new(
        arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : count, arguments.Length > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : seconds,
        arguments.ElementAtOrDefault(2) ?? "");

    /// <summary>For the head of a report.</summary>
    public string Method => string.Create(CultureInfo.InvariantCulture, $"{Count} rounds of {Seconds} s for each endpoint, after a second or more that does not count, every second one backwards");

    /// <summary>Proves the rows, then measures them.</summary>
    public async Task<Standing[]> RunAsync(IEnumerable<Group> all)
    {
        Group[] groups = [.. all.Select(g => g with { Rows = [.. g.Rows.Where(r => r.Name.Contains(Only, StringComparison.OrdinalIgnoreCase))] }).Where(g => g.Rows.Length > 0)];
        foreach (Row row in groups.SelectMany(g => g.Rows))
        {
            await row.Anonymous.ProveAsync();
            await row.Authenticated.ProveAsync();
        }

        foreach (Ask ask in groups.SelectMany(AsksOf).Distinct<Ask>(ReferenceEqualityComparer.Instance))
        {
            Core.RunLoad(() => Load.Prepare(ask));
        }

        var turns = new List<Turn[]>();
        for (long start = Stopwatch.GetTimestamp(), said = start; turns.Count < Count;)
        {
            // Every second goes the other way round, so that what comes first has no advantage.
            turns.Add(Round(groups, Seconds, isBackwards: turns.Count % 2 == 1));
            if (Stopwatch.GetElapsedTime(said) > News || turns.Count == Count)
            {
                said = Stopwatch.GetTimestamp();
                await Console.Error.WriteLineAsync($"round {turns.Count} of {Count} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
            }
        }

        return [.. groups.SelectMany(g => g.Rows).Select((row, i) => new Standing(row, [.. turns.Select(t => t[i])]))];
    }

    private static Turn[] Round(Group[] groups, double seconds, bool isBackwards)
    {
        var turns = new List<Turn>();
        foreach (Group group in groups)
        {
            Ask[] asks = AsksOf(group);
            if (isBackwards)
            {
                Array.Reverse(asks);
            }

            Dictionary<Ask, Lap> seen = new(ReferenceEqualityComparer.Instance);
            foreach (Ask ask in asks)
            {
                seen[ask] = Core.RunLoad(() => Load.Run(ask, seconds));
            }

            turns.AddRange(group.Rows.Select(r => new Turn(seen[group.Bare], seen[r.Anonymous], seen[r.Authenticated])));
        }

        return [.. turns];
    }

    // What several rows have in common is measured once for all of them.
    private static Ask[] AsksOf(Group group) =>
        [.. group.Rows.SelectMany(r => (Ask[])[group.Bare, r.Anonymous, r.Authenticated]).Distinct<Ask>(ReferenceEqualityComparer.Instance)];
}

/// <summary>Rows that are measured directly after one another, and one application without any authentication for all of them.</summary>
internal sealed record Group(Ask Bare, params Row[] Rows);

/// <summary>One way to authenticate.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Anonymous">The contender, asked by nobody.</param>
/// <param name="Authenticated">The contender, asked by somebody.</param>
internal sealed record Row(string Name, Ask Anonymous, Ask Authenticated);
