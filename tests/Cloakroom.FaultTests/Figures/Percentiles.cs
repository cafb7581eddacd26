namespace Cloakroom.FaultTests.Figures;

/// <summary>What a number of measurements came to, in milliseconds.</summary>
internal sealed record Percentiles(int Count, double P50, double P99, double P999, double Max)
{
    public static Percentiles Of(IEnumerable<double> measured)
    {
        double[] sorted = [.. measured.Order()];
        // The smallest measurement that is at least as great as that share of all.
        double At(double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        return new(sorted.Length, At(0.5), At(0.99), At(0.999), At(1));
    }

    public override string ToString() => $"{Count} measured: p50 {P50:F1} ms, p99 {P99:F1} ms, p99.9 {P999:F1} ms, longest {Max:F1} ms";
}
