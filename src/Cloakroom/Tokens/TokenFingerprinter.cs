using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Cloakroom.Tokens;

/// <summary>
/// Names a token by 256 bits under a secret of this process, and its length: four hashes of the family NH (Black, Halevi, Krawczyk, Krovetz
/// and Rogaway, "UMAC: Fast and secure message authentication", CRYPTO 1999) over the characters as 32-bit words,
/// <code>h(s) = Σ ((s1 + m1) mod 2^32) · ((s2 + m2) mod 2^32)  mod 2^64,   for each pair of words, each m uniform in [0, 2^32)</code>
/// each under the keys of the one before moved by a pair (Toeplitz). Two texts of one length share all four with probability 2^-128 at most
/// (theorems 4.2 and 4.3 there), and of different lengths never. docs/decisions/0078 says why that is enough.
/// </summary>
internal sealed class TokenFingerprinter
{
    private const int WordChars = sizeof(uint) / sizeof(char), Pair = 2, Hashes = 4;

    // For each word of the longest token, and the pairs by which the other hashes are moved.
    private const int Keys = Jws.MaxLength / WordChars + Pair * (Hashes - 1);

    /// <summary>Length of the secret, in bytes.</summary>
    public const int SecretLength = Keys * sizeof(uint);

    private readonly uint[] _keys = new uint[Keys];

    public TokenFingerprinter() => RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>For tests: a known secret.</summary>
    internal TokenFingerprinter(ReadOnlySpan<byte> secret) => secret[..SecretLength].CopyTo(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>The name under which a token is kept.</summary>
    /// <param name="token">Not longer than <see cref="Jws.MaxLength"/>.</param>
    public TokenFingerprint Of(ReadOnlySpan<char> token)
    {
        int step = Vector256<ushort>.Count, whole = token.Length / step * step;
        var sums = default(Sums);
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<char, uint>(token[..whole]), keys = _keys;
        for (; !words.IsEmpty; words = words[Vector256<uint>.Count..], keys = keys[Vector256<uint>.Count..])
        {
            sums.Add(Vector256.Create(words), keys);
        }

        if (whole < token.Length)
        {
            // Filled up with zeros, with which a pair counts as well: the length tells them from letters.
            Span<char> last = stackalloc char[step];
            last.Clear();
            token[whole..].CopyTo(last);
            // Of the longest token nothing is left here, so the keys do not end before the last pair does.
            sums.Add(Vector256.Create(MemoryMarshal.Cast<char, uint>(last)), keys);
        }

        return sums.Named(token.Length);
    }

    // Four sums side by side in each; what the four come to together is the hash.
    [StructLayout(LayoutKind.Auto)]
    private struct Sums
    {
        private Vector256<ulong> _first, _second, _third, _fourth;

        public void Add(Vector256<uint> words, ReadOnlySpan<uint> keys)
        {
            // Read once for the bound: the four overlap.
            ref readonly uint key = ref MemoryMarshal.GetReference(keys[..(Vector256<uint>.Count + Pair * (Hashes - 1))]);
            _first += Products(words + Vector256.LoadUnsafe(in key));
            _second += Products(words + Vector256.LoadUnsafe(in key, Pair));
            _third += Products(words + Vector256.LoadUnsafe(in key, 2 * Pair));
            _fourth += Products(words + Vector256.LoadUnsafe(in key, 3 * Pair));
        }

        public readonly TokenFingerprint Named(int length) => new(Vector256.Create(Vector256.Sum(_first), Vector256.Sum(_second), Vector256.Sum(_third), Vector256.Sum(_fourth)), length);

        // Of the lower half of each 64 bits with the upper; both are of 32 bits, so that nothing is lost.
        private static Vector256<ulong> Products(Vector256<uint> words)
        {
            Vector256<ulong> pairs = words.AsUInt64();
            return Avx2.IsSupported ? Avx2.Multiply(words, (pairs >>> 32).AsUInt32()) : (pairs & Vector256.Create((ulong)uint.MaxValue)) * (pairs >>> 32);
        }
    }
}

/// <summary>What a token is called in the memory of this process; it means nothing outside.</summary>
internal readonly record struct TokenFingerprint(Vector256<ulong> Hashes, int Length)
{
    // One branch for all bits: how many of them agree does not show in the time it takes.
    public bool Equals(TokenFingerprint other) =>
        (Hashes ^ other.Hashes) is var apart && ((apart[0] | apart[1] | apart[2] | apart[3]) | (uint)(Length ^ other.Length)) == 0;

    // The upper bits depend on every character.
    public override int GetHashCode() => (int)(Hashes[0] >> 32);
}
