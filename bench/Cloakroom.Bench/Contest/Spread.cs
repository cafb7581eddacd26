using System.Globalization;
using System.Runtime.InteropServices;

namespace Cloakroom.Bench.Contest;

/// <summary>A figure over all rounds.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        return new(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }

    /// <summary><c>median (least to most)</c>.</summary>
    /// <param name="format">Of each.</param>
    public string Text(string format) => $"{Number(Median, format)} ({Number(Least, format)} to {Number(Most, format)})";

    /// <summary>The median alone.</summary>
    public string Short(string format) => Number(Median, format);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
