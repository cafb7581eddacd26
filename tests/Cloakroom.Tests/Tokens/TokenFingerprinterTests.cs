using System.Numerics;
using System.Runtime.Intrinsics;
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
        foreach (int length in (int[])[1, 7, 15, 16, 17, 31, 32, 672, Jws.MaxLength - 1, Jws.MaxLength])
        {
            string token = RandomNumberGenerator.GetString(Alphabet, length);
            Assert.Equal(
                new(Vector256.Create(Nh(secret, token), Nh(secret.AsSpan(8), token), Nh(secret.AsSpan(16), token), Nh(secret.AsSpan(24), token)), length), fingerprinter.Of(token));
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
    public void Letters_beyond_ASCII_are_not_taken_for_others()
    {
        var fingerprinter = new TokenFingerprinter();
        Assert.NotEqual(fingerprinter.Of("token?"), fingerprinter.Of("token\u00E9"));
        Assert.NotEqual(fingerprinter.Of("token\u00E9"), fingerprinter.Of("token\u01E9"));
    }

    [Fact]
    public void Another_process_makes_other_fingerprints() => Assert.NotEqual(new TokenFingerprinter().Of("token"), new TokenFingerprinter().Of("token"));

    // Written anew from the formula, without bounds.
    private static ulong Nh(ReadOnlySpan<byte> keys, string token)
    {
        byte[] octets = new byte[(token.Length + 15) / 16 * 32];
        Encoding.Unicode.GetBytes(token, octets);
        BigInteger sum = BigInteger.Zero, limit = BigInteger.One << 32;
        for (int i = 0; i < octets.Length; i += 8)
        {
            sum += (Word(octets, i) + Word(keys, i)) % limit * ((Word(octets, i + 4) + Word(keys, i + 4)) % limit);
        }

        return (ulong)(sum % (limit * limit));
    }

    private static BigInteger Word(ReadOnlySpan<byte> bytes, int at) => new(bytes.Slice(at, 4), isUnsigned: true);
}
