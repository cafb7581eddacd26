using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Tokens;

public sealed class TokenFingerprinterTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    [Fact]
    public void It_computes_the_formula_at_every_length()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(TokenFingerprinter.SecretLength);
        var fingerprinter = new TokenFingerprinter(secret);
        foreach (int length in (int[])[1, 7, 8, 9, 15, 16, 672, Jws.MaxLength - 1, Jws.MaxLength])
        {
            string token = RandomNumberGenerator.GetString(Alphabet, length);
            Assert.Equal(new(Multilinear(secret, token), Multilinear(secret.AsSpan(16), token)), fingerprinter.Of(token));
        }
    }

    [Fact]
    public void Every_character_counts()
    {
        var fingerprinter = new TokenFingerprinter();
        string token = RandomNumberGenerator.GetString(Alphabet, 677);
        TokenFingerprint name = fingerprinter.Of(token);
        Assert.Equal(name, fingerprinter.Of(token));
        for (int i = 0; i < token.Length; i++)
        {
            Assert.NotEqual(name, fingerprinter.Of($"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}"));
        }
    }

    [Fact]
    public void The_end_of_a_text_is_no_character()
    {
        var fingerprinter = new TokenFingerprinter();
        Assert.NotEqual(fingerprinter.Of("abc"), fingerprinter.Of("abc\0"));
        Assert.NotEqual(fingerprinter.Of("abc\0\0\0\0\0"), fingerprinter.Of("abc\0\0\0\0\0\0"));
    }

    [Fact]
    public void Another_process_makes_other_fingerprints() => Assert.NotEqual(new TokenFingerprinter().Of("token"), new TokenFingerprinter().Of("token"));

    private static ulong Multilinear(ReadOnlySpan<byte> keys, string token)
    {
        byte[] octets = new byte[(token.Length + 7) / 8 * 8];
        Encoding.ASCII.GetBytes(token, octets);
        BigInteger sum = Key(keys) + Key(keys[32..]) * token.Length;
        for (int i = 0; i < octets.Length / 8; i++)
        {
            sum += Key(keys[(32 * (i + 2))..]) * new BigInteger(octets.AsSpan(8 * i, 8), isUnsigned: true);
        }

        return (ulong)((sum >> 64) & ulong.MaxValue);
    }

    private static BigInteger Key(ReadOnlySpan<byte> keys) => new(keys[..16], isUnsigned: true);
}
