namespace Cloakroom.Bench.Accounts;

/// <summary>How well a time tells which of two kinds it is from: 0.5 not at all, 0 or 1 always (Mann and Whitney 1947).</summary>
internal static class Auc
{
    /// <summary>The probability that one of the first is less than one of the second; equal ones count half.</summary>
    public static double Of(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second)
    {
        double[] sorted = [.. second.Order()];
        double won = first.Sum(f => sorted.Length - ((Below(sorted, f, orEqual: false) + Below(sorted, f, orEqual: true)) / 2.0));
        return won / ((double)first.Count * second.Count);
    }

    /// <summary>How far chance alone takes it from 0.5: one standard deviation.</summary>
    public static double Deviation(int first, int second) => Math.Sqrt((first + second + 1) / (12.0 * first * second));

    private static int Below(double[] sorted, double value, bool orEqual)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] < value || (orEqual && sorted[middle] <= value) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
