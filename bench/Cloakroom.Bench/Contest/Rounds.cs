using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Contest;

/// <summary>Runs all rows in turn, round by round, so that a slow minute of the machine falls on all of them.</summary>
/// <param name="Count">How many rounds count; one more goes before them.</param>
/// <param name="Seconds">How long each endpoint is asked in a round.</param>
internal sealed record Rounds(int Count, int Seconds)
{
    /// <param name="arguments">Number of rounds, and seconds; 5 and 2 otherwise.</param>
    public static Rounds Of(string[] arguments) => new(Number(arguments, 0, 5), Number(arguments, 1, 2));

    /// <summary>For the head of a report.</summary>
    public string Method => $"{Count} rounds of {Seconds} s for each endpoint, after one that does not count";

    /// <summary>Proves the rows, then measures them.</summary>
    public async Task<Standing[]> RunAsync(Group[] groups)
    {
        foreach (Row row in groups.SelectMany(g => g.Rows))
        {
            await row.Anonymous.ProveAsync();
            await row.Authenticated.ProveAsync();
        }

        // The first is for the compilers, which make their fast code only while the program runs.
        await RoundAsync(groups, 1);
        var turns = new List<Turn[]>();
        for (long start = Stopwatch.GetTimestamp(); turns.Count < Count;)
        {
            turns.Add(await RoundAsync(groups, Seconds));
            await Console.Error.WriteLineAsync($"round {turns.Count} of {Count} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        }

        return [.. groups.SelectMany(g => g.Rows).Select((row, i) => new Standing(row, [.. turns.Select(t => t[i])]))];
    }

    private static async Task<Turn[]> RoundAsync(Group[] groups, int seconds)
    {
        var turns = new List<Turn>();
        foreach (Group group in groups)
        {
            // What several rows are compared with is asked once for all of them.
            Dictionary<Ask, Lap> seen = new(ReferenceEqualityComparer.Instance) { [group.Bare] = await Wrk.RunAsync(group.Bare, seconds) };
            foreach (Row row in group.Rows)
            {
                if (!seen.TryGetValue(row.Anonymous, out Lap anonymous))
                {
                    seen[row.Anonymous] = anonymous = await Wrk.RunAsync(row.Anonymous, seconds);
                }

                turns.Add(new(seen[group.Bare], anonymous, await Wrk.RunAsync(row.Authenticated, seconds)));
            }
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
