using System.Numerics;
using System.Security.Cryptography;

namespace Cloakroom.Tests;

public sealed class FingerprinterTests
{
    [Fact]
    public void It_computes_the_formula_of_the_paper()
    {
        for (int round = 0; round < 200; round++)
        {
            byte[] secret = RandomNumberGenerator.GetBytes(Fingerprinter.SecretLength);
            var id = SessionId.Create();
            CachedSession same = Entry(new Fingerprint(Multilinear(secret, SessionId.Bytes(in id)), Multilinear(secret.AsSpan(80), SessionId.Bytes(in id))));

            Assert.True(new Fingerprinter(secret).Of(in id).Names(same));
        }
    }

    [Fact]
    public void Every_bit_of_the_ID_counts()
    {
        var fingerprinter = new Fingerprinter();
        byte[] bytes = RandomNumberGenerator.GetBytes(SessionId.ByteLength);
        CachedSession entry = Entry(fingerprinter.Of(Id(bytes)));
        Assert.True(fingerprinter.Of(Id(bytes)).Names(entry));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(fingerprinter.Of(Id(bytes)).Names(entry));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Both_halves_are_compared()
    {
        CachedSession entry = Entry(new Fingerprint(1, 2));

        Assert.True(new Fingerprint(1, 2).Names(entry));
        Assert.False(new Fingerprint(1, 3).Names(entry));
        Assert.False(new Fingerprint(0, 2).Names(entry));
    }

    [Fact]
    public void Another_process_makes_other_fingerprints()
    {
        var id = SessionId.Create();

        Assert.False(new Fingerprinter().Of(in id).Names(Entry(new Fingerprinter().Of(in id))));
    }

    private static CachedSession Entry(Fingerprint fingerprint) => new(fingerprint, new Decision.Valid(Ticket.New().Record()), 100);

    private static SessionId Id(byte[] bytes) => SessionId.TryParse(System.Buffers.Text.Base64Url.EncodeToString(bytes), out SessionId id) ? id : default;

    private static ulong Multilinear(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> words)
    {
        BigInteger sum = Key(keys);
        for (int i = 0; i < 4; i++)
        {
            sum += Key(keys[(16 * (i + 1))..]) * new BigInteger(words.Slice(8 * i, 8), isUnsigned: true);
        }

        return (ulong)((sum >> 64) & ulong.MaxValue);
    }

    private static BigInteger Key(ReadOnlySpan<byte> keys) => new(keys[..16], isUnsigned: true);
}
