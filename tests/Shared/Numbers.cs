using System.Globalization;
using System.Security.Cryptography;

namespace Cloakroom.Shared;

/// <summary>A repeatable sequence of numbers (SplitMix64). A failed test names its seed; CLOAKROOM_SEED repeats it.</summary>
internal sealed class Numbers(ulong seed)
{
    private ulong _state = seed;

    public ulong Seed { get; } = seed;

    /// <summary>The seed of CLOAKROOM_SEED, else the usual one, else a new one.</summary>
    public static Numbers Chosen(ulong? usual = null) => new(
        ulong.TryParse(Environment.GetEnvironmentVariable("CLOAKROOM_SEED"), CultureInfo.InvariantCulture, out ulong seed)
            ? seed : usual ?? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue));

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);
}
