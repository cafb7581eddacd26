namespace Cloakroom.Tests.Tokens;

/// <summary>Of a good token no other good one can be made by changing it.</summary>
public sealed class TokenForgeryTests
{
    [Fact]
    public async Task Any_bit_flipped_anywhere_is_refused()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        Assert.Equal("verified", await room.ReasonAsync(token));
        for (int at = 0; at < token.Length; at++)
        {
            for (int bit = 0; bit < 7; bit++)
            {
                char[] changed = token.ToCharArray();
                changed[at] ^= (char)(1 << bit);
                Assert.NotEqual("verified", await room.ReasonAsync(new string(changed)));
            }
        }
    }

    [Fact]
    public async Task Any_letter_taken_out_or_doubled_is_refused()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        for (int at = 0; at < token.Length; at++)
        {
            Assert.NotEqual("verified", await room.ReasonAsync(token.Remove(at, 1)));
            Assert.NotEqual("verified", await room.ReasonAsync(token.Insert(at, token[at].ToString())));
        }
    }

    [Fact]
    public async Task The_signature_of_another_token_or_ring_does_not_fit()
    {
        using TokenRoom room = await TokenRoom.OpenAsync(), stranger = await TokenRoom.OpenAsync();
        string one = room.Issue(), other = room.Issue(), foreign = stranger.Issue();
        Assert.Equal("bad_signature", await room.ReasonAsync(one[..one.LastIndexOf('.')] + other[other.LastIndexOf('.')..]));
        Assert.Equal("bad_signature", await room.ReasonAsync(foreign));
        // The stranger's signature under our name.
        string forged = stranger.Sign(TokenRoom.Header(one), TokenRoom.Payload(one));
        Assert.Equal("bad_signature", await room.ReasonAsync(forged));
    }
}
