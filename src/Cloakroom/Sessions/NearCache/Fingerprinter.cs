using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom;

/// <summary>
/// Hashes the four 64-bit words of a session ID to 128 bits under a secret of this process, in about a hundredth of the time of a SHA-256.
/// Two hashes of the family Multilinear, each under keys of its own:
/// <code>h(s) = ((m0 + m1·s1 + m2·s2 + m3·s3 + m4·s4) mod 2^128) ÷ 2^64,   m0..m4 uniform in [0, 2^128)</code>
/// Multilinear with K = 128 and L = 64 is strongly universal (Lemire and Kaser, "Strongly universal string hashing is fast", The Computer
/// Journal 57(11), 2014, theorem 3.1), so two different IDs share a fingerprint with probability 2^-128 exactly. docs/decisions/0030
/// says why that is enough.
/// </summary>
internal sealed class Fingerprinter
{
    /// <summary>Length of the secret, in bytes: twice five keys of 128 bits.</summary>
    public const int SecretLength = 2 * Keys * 16;

    private const int Words = SessionId.ByteLength / sizeof(ulong);
    private const int Keys = Words + 1;

    private readonly UInt128[] _keys = new UInt128[2 * Keys];

    public Fingerprinter() => RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>For tests: a known secret.</summary>
    internal Fingerprinter(ReadOnlySpan<byte> secret) => secret[..SecretLength].CopyTo(MemoryMarshal.AsBytes(_keys.AsSpan()));

    public Fingerprint Of(in SessionId id) => Of(MemoryMarshal.Cast<byte, ulong>(SessionId.Bytes(in id)));

    public Fingerprint Of(in SessionDigest digest)
    {
        Span<ulong> words = stackalloc ulong[Words];
        digest.CopyTo(MemoryMarshal.AsBytes(words));
        return Of(words);
    }

    /// <summary>key · word mod 2^128. UInt128's own operator multiplies two 128-bit numbers, which takes five times as long.</summary>
    internal static UInt128 Product(UInt128 key, ulong word)
    {
        ulong high = Math.BigMul((ulong)key, word, out ulong low);
        return new UInt128(high + (ulong)(key >> 64) * word, low);
    }

    private Fingerprint Of(ReadOnlySpan<ulong> words) =>
        new(Multilinear(_keys.AsSpan(0, Keys), words), Multilinear(_keys.AsSpan(Keys), words));

    private static ulong Multilinear(ReadOnlySpan<UInt128> keys, ReadOnlySpan<ulong> words)
    {
        UInt128 sum = keys[0] + Product(keys[1], words[0]) + Product(keys[2], words[1]) + Product(keys[3], words[2]) + Product(keys[4], words[3]);
        return (ulong)(sum >> 64);
    }
}
