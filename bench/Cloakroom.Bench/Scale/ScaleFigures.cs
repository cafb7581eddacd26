using Cloakroom.Bench.Stores;

namespace Cloakroom.Bench;

/// <summary>What was measured of one store.</summary>
internal sealed record ScaleFigures(string Name)
{
    /// <summary>Sessions created a second, in each quarter of them.</summary>
    public List<double> Created { get; } = [];

    public double Bytes { get; set; }

    public Latencies? LookUps { get; set; }

    public Latencies? Touches { get; set; }

    public double ListMilliseconds { get; set; }

    public double EndMilliseconds { get; set; }

    public List<(Storm Idle, Storm During)> Storms { get; } = [];

    /// <summary>A storm without what spreads it; null where nothing does.</summary>
    public (Storm Idle, Storm During)? Unspread { get; set; }

    /// <summary>99th percentiles of a kind in the storm over those before it: the median of the rounds, the least and the most.</summary>
    public (double Median, double Least, double Most) Ratio(Func<Storm, Latencies> of)
    {
        double[] ratios = [.. Storms.Select(s => of(s.During).P99 / of(s.Idle).P99).Order()];
        return (ratios[ratios.Length / 2], ratios[0], ratios[^1]);
    }
}

/// <summary>How requests went for a while.</summary>
/// <param name="LookUps">Of live sessions, past every cache.</param>
/// <param name="Recognized">Of live sessions, as a request does it, from the near cache.</param>
/// <param name="Took">How long it took to forget what is over.</param>
internal sealed record Storm(Latencies LookUps, Latencies Recognized, TimeSpan Took);
