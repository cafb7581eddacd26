using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom.Tokens;

/// <summary>
/// Names a token by 256 bits under a secret of this process, and its length: two hashes of the family NH (Black, Halevi, Krawczyk, Krovetz
/// and Rogaway, "UMAC: Fast and secure message authentication", CRYPTO 1999) over the characters as 64-bit words,
/// <code>h(s) = Σ ((s1 + m1) mod 2^64) · ((s2 + m2) mod 2^64)  mod 2^128,   for each pair of words, each m uniform in [0, 2^64)</code>
/// the second under the same keys moved by a pair (Toeplitz). Two texts of one length share both with probability 2^-128 at most (theorem 4.2
/// and 4.3 there), and of different lengths never. docs/decisions/0078 says why that is enough.
/// </summary>
internal sealed class TokenFingerprinter
{
    private const int WordChars = sizeof(ulong) / sizeof(char);
    private const int PairChars = 2 * WordChars;

    // For each word of the longest token, and the pair by which the second hash is moved.
    private const int Keys = Jws.MaxLength / WordChars + 2;

    /// <summary>Length of the secret, in bytes.</summary>
    public const int SecretLength = Keys * sizeof(ulong);

    private readonly ulong[] _keys = new ulong[Keys];

    public TokenFingerprinter() => RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>For tests: a known secret.</summary>
    internal TokenFingerprinter(ReadOnlySpan<byte> secret) => secret[..SecretLength].CopyTo(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>The name under which a token is kept.</summary>
    /// <param name="token">Not longer than <see cref="Jws.MaxLength"/>.</param>
    public TokenFingerprint Of(ReadOnlySpan<char> token)
    {
        int whole = token.Length / PairChars * PairChars;
        var sums = default(Sums);
        Add(MemoryMarshal.Cast<char, ulong>(token[..whole]), _keys, ref sums);
        if (whole < token.Length)
        {
            // Filled up with zeros: the length tells them from letters.
            Span<ulong> last = [0, 0];
            token[whole..].CopyTo(MemoryMarshal.Cast<ulong, char>(last));
            Add(last, _keys.AsSpan(whole / WordChars), ref sums);
        }

        return new(sums.First, sums.Second, token.Length);
    }

    private static void Add(ReadOnlySpan<ulong> words, ReadOnlySpan<ulong> keys, ref Sums sums)
    {
        // In step, so that no index is checked.
        keys = keys[..(words.Length + 2)];
        (UInt128 first, UInt128 second) = (sums.First, sums.Second);
        for (int i = 0; i + 1 < words.Length && i + 3 < keys.Length; i += 2)
        {
            first += Product(words[i] + keys[i], words[i + 1] + keys[i + 1]);
            second += Product(words[i] + keys[i + 2], words[i + 1] + keys[i + 3]);
        }

        (sums.First, sums.Second) = (first, second);
    }

    private static UInt128 Product(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return new(high, low);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Sums
    {
        public UInt128 First, Second;
    }
}

/// <summary>What a token is called in the memory of this process; it means nothing outside.</summary>
internal readonly record struct TokenFingerprint(UInt128 First, UInt128 Second, int Length)
{
    // One branch for all bits: how many of them agree does not show in the time it takes.
    public bool Equals(TokenFingerprint other) => ((First ^ other.First) | (Second ^ other.Second) | (uint)(Length ^ other.Length)) == UInt128.Zero;

    // The upper bits depend on every character.
    public override int GetHashCode() => (int)(ulong)(First >> 96);
}
