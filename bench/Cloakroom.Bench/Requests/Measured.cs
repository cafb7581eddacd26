using System.Globalization;
using System.Runtime.InteropServices;

namespace Cloakroom.Bench;

/// <summary>How one load went, over all rounds.</summary>
internal sealed class Measured(Speed[] rounds)
{
    /// <summary>Requests a second, as median (least to most).</summary>
    public string Rate => string.Create(
        CultureInfo.InvariantCulture, $"{Median(r => r.PerSecond):N0} ({rounds.Min(r => r.PerSecond):N0} to {rounds.Max(r => r.PerSecond):N0})");

    /// <summary>Microseconds of processor time a request, those of the load included.</summary>
    public double Cpu => Median(r => r.Cpu);

    /// <summary>Bytes allocated a request, those of the load included.</summary>
    public double Allocated => Median(r => r.Allocated);

    /// <summary>The median of the ratios of the rounds.</summary>
    public double RatioTo(Measured other) => Median([.. rounds.Select((r, i) => r.PerSecond / other.In(i).PerSecond)]);

    private Speed In(int round) => rounds[round];

    private double Median(Func<Speed, double> of) => Median([.. rounds.Select(of)]);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}

/// <summary>How a load went in one round.</summary>
/// <param name="PerSecond">Requests answered a second.</param>
/// <param name="Cpu">Microseconds of processor time a request.</param>
/// <param name="Allocated">Bytes allocated a request.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Speed(double PerSecond, double Cpu, double Allocated);
