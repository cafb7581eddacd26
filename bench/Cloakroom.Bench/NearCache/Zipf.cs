namespace Cloakroom.Bench;

/// <summary>Numbers from 0 on, the k-th with weight 1 / k^s: few sessions make most requests.</summary>
internal sealed class Zipf
{
    private readonly double[] _upTo;
    private readonly Numbers _numbers;

    public Zipf(int items, double exponent, ulong seed)
    {
        _numbers = new Numbers(seed);
        _upTo = new double[items];
        double sum = 0;
        for (int i = 0; i < items; i++)
        {
            _upTo[i] = sum += Math.Pow(i + 1, -exponent);
        }
    }

    public int Next() => Below(_upTo.Length);

    /// <summary>Only items below the limit.</summary>
    public int Below(int limit)
    {
        int at = Array.BinarySearch(_upTo, _numbers.Fraction() * _upTo[limit - 1]);
        return Math.Min(at < 0 ? ~at : at, limit - 1);
    }
}
