using Cloakroom.Bench.Reports;

namespace Cloakroom.Bench.Contest;

/// <summary>How a row did, over all rounds.</summary>
internal sealed class Standing(Row row, Turn[] turns)
{
    private readonly Turn[] _turns = turns;

    public string Name => row.Name;

    /// <summary>Requests a second, of somebody.</summary>
    public Spread Rate => Of(t => t.Authenticated.PerSecond);

    /// <summary>The rate of somebody, of that of nobody at the same contender.</summary>
    public Spread ToOwn => Of(t => t.Authenticated.PerSecond / t.Anonymous.PerSecond);

    /// <summary>The rate of somebody, of that without any authentication.</summary>
    public Spread ToBare => Of(t => t.Authenticated.PerSecond / t.Bare.PerSecond);

    /// <summary>Milliseconds of processor time for 1,000 requests.</summary>
    public Spread Cpu => Of(t => t.Authenticated.Cpu);

    public Spread CpuOfBare => Of(t => t.Bare.Cpu);

    public Spread CpuOfNobody => Of(t => t.Anonymous.Cpu);

    /// <summary>What authentication takes of it.</summary>
    public Spread CpuOfAuthentication => Of(t => t.Authenticated.Cpu - t.Anonymous.Cpu);

    public Spread P50 => Of(t => t.Authenticated.P50);

    public Spread P99 => Of(t => t.Authenticated.P99);

    /// <summary>Both together.</summary>
    public Standing And(Standing more) => new(row, [.. _turns, .. more._turns]);

    private Spread Of(Func<Turn, double> of) => new(_turns.Select(of));
}
