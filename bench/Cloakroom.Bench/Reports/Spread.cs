using System.Globalization;

namespace Cloakroom.Bench.Reports;

/// <summary>What the rounds of one thing gave: the median, and between what it lay.</summary>
internal sealed class Spread(IEnumerable<double> rounds)
{
    private readonly double[] _rounds = [.. rounds];

    public double Median => _rounds.Order().ElementAt(_rounds.Length / 2);

    /// <summary>The ratios of the rounds of this to those of another, each to the one of its own round.</summary>
    public Spread To(Spread other) => new(_rounds.Zip(other._rounds, (a, b) => a / b));

    /// <summary><c>374 (335 to 922)</c>.</summary>
    public override string ToString() => Text("N0");

    /// <summary>The same with another number of digits.</summary>
    public string Text(string digits) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(Median, digits)} ({Number(_rounds.Min(), digits)} to {Number(_rounds.Max(), digits)})");

    /// <summary><c>0.96 (0.94 to 0.98)</c>: between what the middle half of the rounds lay, where there are many short ones.</summary>
    public string Middle(string digits) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(Median, digits)} ({Number(_rounds.Order().ElementAt(_rounds.Length / 4), digits)} to {Number(_rounds.Order().ElementAt(_rounds.Length * 3 / 4), digits)})");

    /// <summary>The median alone.</summary>
    public string Short(string digits) => Number(Median, digits);

    private static string Number(double value, string digits) => value.ToString(digits, CultureInfo.InvariantCulture);
}
