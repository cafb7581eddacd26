using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Contest;

/// <summary>Runs all rows in turn, round by round, so that a slow minute of the machine falls on all of them.</summary>
/// <param name="Count">How many rounds count; one more goes before them.</param>
/// <param name="Seconds">How long each endpoint is asked in a round.</param>
/// <param name="Only">A part of the names of those that are measured; empty for all.</param>
internal sealed record Rounds(int Count, int Seconds, string Only)
{
    /// <param name="arguments">Number of rounds, seconds, and a part of a name; all otherwise.</param>
    /// <param name="count">How many rounds, where nothing is said.</param>
    /// <param name="seconds">How long each, where nothing is said.</param>
    public static Rounds Of(string[] arguments, int count, int seconds) => new(Number(arguments, 0, count), Number(arguments, 1, seconds), arguments.ElementAtOrDefault(2) ?? "");

    /// <summary>For the head of a report.</summary>
    public string Method => $"{Count} rounds of {Seconds} s for each endpoint, after one that does not count, every second one backwards";

    /// <summary>Proves the rows, then measures them.</summary>
    public async Task<Standing[]> RunAsync(IEnumerable<Group> all)
    {
        Group[] groups = [.. all.Select(g => g with { Rows = [.. g.Rows.Where(r => r.Name.Contains(Only, StringComparison.OrdinalIgnoreCase))] }).Where(g => g.Rows.Length > 0)];
        foreach (Row row in groups.SelectMany(g => g.Rows))
        {
            await row.Anonymous.ProveAsync();
            await row.Authenticated.ProveAsync();
        }

        // The first is for the compilers, which make their fast code only while the program runs.
        await RoundAsync(groups, 1, isBackwards: false);
        var turns = new List<Turn[]>();
        for (long start = Stopwatch.GetTimestamp(); turns.Count < Count;)
        {
            // Every second goes the other way round, so that what comes first has no advantage.
            turns.Add(await RoundAsync(groups, Seconds, isBackwards: turns.Count % 2 == 1));
            await Console.Error.WriteLineAsync($" round {turns.Count} of {Count} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        }

        return [.. groups.SelectMany(g => g.Rows).Select((row, i) => new Standing(row, [.. turns.Select(t => t[i])]))];
    }

    private static async Task<Turn[]> RoundAsync(Group[] groups, int seconds, bool isBackwards)
    {
        var turns = new List<Turn>();
        foreach (Group group in groups)
        {
            // What several rows have in common is measured once for all of them.
            Ask[] asks = [.. group.Rows.SelectMany(r => (Ask[])[group.Bare, r.Anonymous, r.Authenticated]).Distinct<Ask>(ReferenceEqualityComparer.Instance)];
            if (isBackwards)
            {
                Array.Reverse(asks);
            }

            Dictionary<Ask, Lap> seen = new(ReferenceEqualityComparer.Instance);
            foreach (Ask ask in asks)
            {
                seen[ask] = await Wrk.RunAsync(ask, seconds);
            }

            turns.AddRange(group.Rows.Select(r => new Turn(seen[group.Bare], seen[r.Anonymous], seen[r.Authenticated])));
            await Console.Error.WriteAsync('.');
        }

        return [.. turns];
    }

    private static int Number(string[] arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>Rows that are measured directly after one another, and one application without any authentication for all of them.</summary>
internal sealed record Group(Ask Bare, params Row[] Rows);

/// <summary>One way to authenticate.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Anonymous">The contender, asked by nobody.</param>
/// <param name="Authenticated">The contender, asked by somebody.</param>
internal sealed record Row(string Name, Ask Anonymous, Ask Authenticated);
