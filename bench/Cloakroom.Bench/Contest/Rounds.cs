using System.Diagnostics;
using System.Globalization;

namespace Cloakroom.Bench.Contest;

/// <summary>
/// Runs all rows in turn, round by round, so that a slow minute of the machine falls on all of them, and starts everything anew several times: how fast a
/// process is once it is compiled differs from start to start by more than what is to be told apart.
/// </summary>
/// <param name="Starts">How often everything is started.</param>
/// <param name="Count">How many rounds each time.</param>
/// <param name="Seconds">How long each endpoint is asked in a round.</param>
/// <param name="Only">A part of the names of those that are measured; empty for all.</param>
internal sealed record Rounds(int Starts, int Count, double Seconds, string Only)
{
    private static readonly TimeSpan News = TimeSpan.FromSeconds(10);

    /// <param name="arguments">Number of rounds, seconds, and a part of a name; all otherwise.</param>
    /// <param name="starts">How often everything is started; once for a single round.</param>
    /// <param name="count">How many rounds in all, where nothing is said.</param>
    public static Rounds Of(string[] arguments, int starts, int count)
    {
        int all = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : count, times = Math.Min(starts, all);
        return new(times, (all + times - 1) / times, arguments.Length > 1 ? double.Parse(arguments[1], CultureInfo.InvariantCulture) : 0.1, arguments.ElementAtOrDefault(2) ?? "");
    }

    /// <summary>For the head of a report.</summary>
    public string Method => string.Create(
        CultureInfo.InvariantCulture,
        $"{Starts} starts of everything, each with {Count} rounds of {Seconds} s for each endpoint, after a second or more until its compiler was idle, every second one backwards");

    /// <summary>Starts everything, proves the rows and measures them, as often as it is to be.</summary>
    /// <param name="start">Starts what is measured, in a field that is ended afterwards; the same rows each time.</param>
    public async Task<Standing[]> RunAsync(Func<Field, Task<IEnumerable<Group>>> start)
    {
        long began = Stopwatch.GetTimestamp();
        Standing[] all = [];
        for (int time = 1; time <= Starts; time++)
        {
            await using var field = new Field();
            Standing[] more = await RunAsync(await start(field), $"start {time} of {Starts}, ", began);
            all = all.Length == 0 ? more : [.. all.Zip(more, (one, other) => one.And(other))];
        }

        return all;
    }

    private async Task<Standing[]> RunAsync(IEnumerable<Group> all, string time, long began)
    {
        Group[] groups = [.. all.Select(g => g with { Rows = [.. g.Rows.Where(r => r.Name.Contains(Only, StringComparison.OrdinalIgnoreCase))] }).Where(g => g.Rows.Length > 0)];
        foreach (Row row in groups.SelectMany(g => g.Rows))
        {
            await row.Anonymous.ProveAsync();
            await row.Authenticated.ProveAsync();
        }

        foreach (Ask ask in groups.SelectMany(AsksOf).Distinct<Ask>(ReferenceEqualityComparer.Instance))
        {
            if (!Core.RunLoad(() => Load.Prepare(ask)))
            {
                await Console.Error.WriteLineAsync($"{ask.Contender.Name} still compiles what {ask.Path} asks for.");
            }
        }

        var turns = new List<Turn[]>();
        for (long said = Stopwatch.GetTimestamp(); turns.Count < Count;)
        {
            // Every second goes the other way round, so that what comes first has no advantage.
            turns.Add(Round(groups, Seconds, isBackwards: turns.Count % 2 == 1));
            if (Stopwatch.GetElapsedTime(said) > News || turns.Count == Count)
            {
                said = Stopwatch.GetTimestamp();
                await Console.Error.WriteLineAsync($"{time}round {turns.Count} of {Count} after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
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
