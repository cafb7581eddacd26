using Cloakroom.Server.Accounts.Factors;

namespace Cloakroom.Tests.Server.Factors;

public sealed class RecoveryCodeTests
{
    [Fact]
    public void A_code_has_80_bits_in_groups_of_four_letters_and_is_another_each_time()
    {
        Assert.Matches("^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$", RecoveryCode.New());
        Assert.NotEqual(RecoveryCode.New(), RecoveryCode.New());
    }

    [Theory]
    [InlineData("MZXW-6YTB-OI3D-ENRT", true)]
    [InlineData("mzxw6ytboi3denrt", true)]
    [InlineData(" MZXW 6YTB 0I3D ENRT ", true)]
    [InlineData("MZXW-6YT8-01-3DENRT", true)]
    [InlineData("MZXW-6YTB-OI3D-ENRS", false)]
    public void It_is_read_as_it_was_meant(string typed, bool same) =>
        Assert.Equal(same, RecoveryCode.DigestOf(typed)?.SequenceEqual(RecoveryCode.DigestOf("MZXW-6YTB-OI3D-ENRT") ?? []));

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("MZXW-6YTB-OI3D-ENR")]
    [InlineData("MZXW-6YTB-OI3D-ENRTT")]
    [InlineData("MZXW-6YTB-OI3D-ENR!")]
    public void What_cannot_be_one_has_no_digest(string typed) => Assert.Null(RecoveryCode.DigestOf(typed));
}
