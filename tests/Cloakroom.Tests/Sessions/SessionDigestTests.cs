namespace Cloakroom.Tests.Sessions;

public sealed class SessionDigestTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 7))];

    [Fact]
    public void Digests_are_equal_when_all_32_bytes_are()
    {
        var digest = new SessionDigest(Bytes);
        Assert.True(digest == new SessionDigest([.. Bytes]));
        Assert.Equal(digest.GetHashCode(), new SessionDigest([.. Bytes]).GetHashCode());
        Assert.True(digest.Equals((object)new SessionDigest(Bytes)));
        Assert.False(digest.Equals("text"));
        for (int bit = 0; bit < 256; bit++)
        {
            byte[] other = [.. Bytes];
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(digest != new SessionDigest(other));
        }
    }

    [Fact]
    public void Bytes_are_kept_in_order()
    {
        byte[] copy = new byte[32];
        new SessionDigest(Bytes).CopyTo(copy);
        Assert.Equal(Bytes, copy);
        Assert.Equal(Bytes, new SessionDigest(Bytes).ToArray());
    }

    [Fact]
    public void Only_32_bytes_are_a_digest()
    {
        Assert.Throws<ArgumentException>(() => new SessionDigest(Bytes.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new SessionDigest([.. Bytes, 0]));
        Assert.Throws<ArgumentException>(() => new SessionDigest([]));
    }

    [Fact]
    public void A_log_shows_the_first_8_digits_only() => Assert.Equal("00070e15", new SessionDigest(Bytes).ToString());
}
