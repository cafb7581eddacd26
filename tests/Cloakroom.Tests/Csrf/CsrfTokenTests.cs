using System.Buffers.Text;
using Cloakroom.Csrf;

namespace Cloakroom.Tests.Csrf;

public sealed class CsrfTokenTests
{
    private static readonly SessionId Mine = SessionId.Create();

    [Fact]
    public void A_token_of_this_session_is_valid() => Assert.Equal(TokenCheck.Valid, CsrfToken.Check(Mine, CsrfToken.Create(Mine)));

    [Fact]
    public void Each_token_is_another_one_and_all_are_valid()
    {
        string[] tokens = [.. Enumerable.Range(0, 100).Select(_ => CsrfToken.Create(Mine))];
        Assert.Distinct(tokens, StringComparer.Ordinal);
        Assert.All(tokens, token => Assert.Equal(TokenCheck.Valid, CsrfToken.Check(Mine, token)));
    }

    [Fact]
    public void A_token_of_another_session_is_not() => Assert.Equal(TokenCheck.Invalid, CsrfToken.Check(Mine, CsrfToken.Create(SessionId.Create())));

    [Fact]
    public void A_token_from_before_the_login_dies_with_the_old_ID()
    {
        SessionId before = SessionId.Create(), after = SessionId.Create();
        string token = CsrfToken.Create(before);
        Assert.Equal(TokenCheck.Valid, CsrfToken.Check(before, token));
        Assert.Equal(TokenCheck.Invalid, CsrfToken.Check(after, token));
    }

    [Fact]
    public void No_single_bit_can_be_changed()
    {
        byte[] bytes = Base64Url.DecodeFromChars(CsrfToken.Create(Mine));
        Assert.Equal(48, bytes.Length);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(TokenCheck.Invalid, CsrfToken.Check(Mine, Base64Url.EncodeToString(bytes)));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(TokenCheck.Valid, CsrfToken.Check(Mine, Base64Url.EncodeToString(bytes)));
    }

    [Fact]
    public void No_single_bit_of_the_session_ID_can_be_changed()
    {
        string token = CsrfToken.Create(Mine);
        byte[] id = Base64Url.DecodeFromChars(Mine.Reveal());
        for (int bit = 0; bit < id.Length * 8; bit++)
        {
            id[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(SessionId.TryParse(Base64Url.EncodeToString(id), out SessionId other));
            Assert.Equal(TokenCheck.Invalid, CsrfToken.Check(other, token));
            id[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void It_cannot_be_cut_lengthened_or_written_otherwise()
    {
        string token = CsrfToken.Create(Mine);
        string[] altered =
        [
            token[..^1], token[..^4], token[1..], token + "A", token + "=", token + "AAAA", " " + token, token + "\n",
            token[..32] + " " + token[32..], token[..32] + "  " + token[34..], token + token, "A", new('A', 64), new('=', 64), new('\u00E9', 64),
        ];
        Assert.All(altered, t => Assert.Equal(TokenCheck.Invalid, CsrfToken.Check(Mine, t)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_token_is_missing_and_not_invalid(string? token) => Assert.Equal(TokenCheck.Missing, CsrfToken.Check(Mine, token));

    [Fact]
    public void Neither_the_session_ID_nor_its_digest_passes_for_a_token()
    {
        string id = Mine.Reveal();
        Assert.All([id, id + id[..21], Base64Url.EncodeToString(Mine.Digest().ToArray())], t => Assert.Equal(TokenCheck.Invalid, CsrfToken.Check(Mine, t)));
    }

    [Fact]
    public void It_does_not_contain_the_session_ID() => Assert.DoesNotContain(Mine.Reveal()[..16], CsrfToken.Create(Mine), StringComparison.Ordinal);
}
