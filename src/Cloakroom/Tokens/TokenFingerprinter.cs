using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Tokens;

/// <summary>
/// Hashes a token to 128 bits under a secret of this process, in a third of the time of a SHA-256. As <see cref="Fingerprinter"/> does for
/// IDs, but of any length:
/// <code>h(s) = ((m0 + m1·length + m2·s1 + m3·s2 + …) mod 2^128) ÷ 2^64,   each m uniform in [0, 2^128)</code>
/// twice, under keys of its own, where the s are the octets of the text as 64-bit words. With the length in front, texts that differ are
/// different vectors although the last word is filled up with zeros; two of them share a fingerprint with probability 2^-128 exactly.
/// docs/decisions/0078 says why that is enough.
/// </summary>
internal sealed class TokenFingerprinter
{
    private const int Word = sizeof(ulong);

    // For the sum, the length, and each word of the longest token.
    private const int Keys = 2 + Jws.MaxLength / Word;

    /// <summary>Length of the secret, in bytes: twice those keys of 128 bits.</summary>
    public const int SecretLength = 2 * Keys * 16;

    private readonly Pair[] _keys = new Pair[Keys];

    public TokenFingerprinter() => RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>For tests: a known secret.</summary>
    internal TokenFingerprinter(ReadOnlySpan<byte> secret) => secret[..SecretLength].CopyTo(MemoryMarshal.AsBytes(_keys.AsSpan()));

    /// <summary>The name under which a token is kept.</summary>
    /// <param name="token">Not longer than <see cref="Jws.MaxLength"/>. Letters that are not ASCII are no part of a token; whoever sends them gets no entry.</param>
    public TokenFingerprint Of(ReadOnlySpan<char> token)
    {
        byte[] octets = ArrayPool<byte>.Shared.Rent(token.Length + Word);
        int length = Encoding.ASCII.GetBytes(token, octets);
        octets.AsSpan(length, Word).Clear();
        TokenFingerprint fingerprint = Of(MemoryMarshal.Cast<byte, ulong>(octets.AsSpan(0, (length + Word - 1) / Word * Word)), length);
        CryptographicOperations.ZeroMemory(octets.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(octets);
        return fingerprint;
    }

    private TokenFingerprint Of(ReadOnlySpan<ulong> words, int length)
    {
        (UInt128 first, UInt128 second) = _keys[0];
        Add(in _keys[1], (ulong)length, ref first, ref second);
        ReadOnlySpan<Pair> keys = _keys.AsSpan(2, words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            Add(in keys[i], words[i], ref first, ref second);
        }

        return new((ulong)(first >> 64), (ulong)(second >> 64));
    }

    private static void Add(in Pair key, ulong word, ref UInt128 first, ref UInt128 second)
    {
        first += Fingerprinter.Product(key.First, word);
        second += Fingerprinter.Product(key.Second, word);
    }

    // Side by side, since they are used together.
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Pair(UInt128 First, UInt128 Second);
}

/// <summary>What a token is called in the memory of this process; it means nothing outside.</summary>
internal readonly record struct TokenFingerprint(ulong First, ulong Second)
{
    public override int GetHashCode() => (int)First;
}
