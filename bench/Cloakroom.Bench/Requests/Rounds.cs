namespace Cloakroom.Bench;

/// <summary>Measures several loads in turn, round by round, so that a slow minute of the machine falls on all of them.</summary>
/// <param name="Count">How many rounds count; one more goes before them.</param>
/// <param name="Each">How long each load runs in a round.</param>
internal sealed record Rounds(int Count, TimeSpan Each)
{
    private const int Connections = 32;

    public static Rounds Usual { get; } = new(9, TimeSpan.FromSeconds(2));

    /// <summary>For the head of a report.</summary>
    public string Method => $"{Connections} connections, {Count} rounds of {Each.TotalSeconds} s each way, alternating; requests a second as median (min to max)";

    /// <summary>What was measured, one for each load.</summary>
    public async Task<Measured[]> RunAsync(params Load[] loads)
    {
        // Once for the compiler, which makes its fast code only while the program runs.
        await RoundAsync(loads);
        var rounds = new List<Speed[]>();
        while (rounds.Count < Count)
        {
            rounds.Add(await RoundAsync(loads));
        }

        return [.. loads.Select((_, i) => new Measured([.. rounds.Select(r => r[i])]))];
    }

    private async Task<Speed[]> RoundAsync(Load[] loads)
    {
        var speeds = new List<Speed>();
        foreach (Load load in loads)
        {
            speeds.Add(await load.RunAsync(Connections, Each));
        }

        return [.. speeds];
    }
}
