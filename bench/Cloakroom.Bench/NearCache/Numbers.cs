namespace Cloakroom.Bench;

/// <summary>A repeatable sequence of numbers (SplitMix64), so that two runs do the same work.</summary>
internal sealed class Numbers(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    public ulong Next() => Mix(_state += Step);

    /// <summary>The number at a place of the sequence that begins with 0.</summary>
    public static ulong At(ulong place) => Mix((place + 1) * Step);

    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>Uniform in [0, 1).</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
