namespace Cloakroom.FaultTests.Soak;

/// <summary>Whether something grows. The slope is the median of the slopes between any two readings (Theil and Sen): single peaks do not bend it.</summary>
internal sealed record Trend(double First, double Last, double PerHour)
{
    /// <param name="readings">Hours and values.</param>
    public static Trend Of(IReadOnlyList<(double Hours, double Value)> readings)
    {
        double[] slopes = [.. (from i in Enumerable.Range(0, readings.Count) from j in Enumerable.Range(i + 1, readings.Count - i - 1) select (readings[j].Value - readings[i].Value) / (readings[j].Hours - readings[i].Hours)).Order()];
        int third = Math.Max(1, readings.Count / 3);
        return new(Median([.. readings.Take(third).Select(r => r.Value)]), Median([.. readings.TakeLast(third).Select(r => r.Value)]), slopes.Length == 0 ? 0 : Median(slopes));
    }

    public double Growth => Last - First;

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
