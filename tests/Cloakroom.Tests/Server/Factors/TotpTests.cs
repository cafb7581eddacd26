using System.Text;
using Cloakroom.Server.Accounts.Factors;

namespace Cloakroom.Tests.Server.Factors;

public sealed class TotpTests
{
    private static readonly byte[] Secret = "12345678901234567890"u8.ToArray();
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);

    /// <summary>RFC 6238, appendix B, SHA-1; the last six of the eight digits there, which is what six digits of the same number are.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1_111_111_109, "07081804")]
    [InlineData(1_111_111_111, "14050471")]
    [InlineData(1_234_567_890, "89005924")]
    [InlineData(2_000_000_000, "69279037")]
    [InlineData(20_000_000_000, "65353130")]
    public void The_codes_are_those_of_the_RFC(long seconds, string eight) =>
        Assert.Equal(eight[2..], Totp.CodeOf(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    /// <summary>RFC 4226, appendix D.</summary>
    [Fact]
    public void The_codes_are_those_of_HOTP() => Assert.Equal(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
        Enumerable.Range(0, 10).Select(i => Totp.CodeOf(Secret, i)));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_is_good_one_step_before_and_after_its_own(int steps, bool good)
    {
        long step = Totp.StepAt(Now) + steps;
        Assert.Equal(good ? step : null, Totp.Match(Secret, Totp.CodeOf(Secret, step), Now, used: 0));
    }

    [Fact]
    public void A_step_that_was_used_is_over_and_so_are_those_before_it()
    {
        long step = Totp.StepAt(Now);
        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, step), Now, used: step));
        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, step - 1), Now, used: step));
        Assert.Equal(step + 1, Totp.Match(Secret, Totp.CodeOf(Secret, step + 1), Now, used: step));
    }

    [Theory]
    [InlineData("123456", "123456")]
    [InlineData(" 123 456 ", "123456")]
    [InlineData("12345", null)]
    [InlineData("1234567", null)]
    [InlineData("12345a", null)]
    [InlineData("١٢٣٤٥٦", null)]
    [InlineData("", null)]
    public void A_code_is_six_digits_with_or_without_spaces(string typed, string? read) =>
        Assert.Equal(read, Totp.TryRead(typed, out string code) ? code : null);

    [Fact]
    public void A_secret_has_160_bits_and_is_another_each_time()
    {
        Assert.Equal(20, Totp.NewSecret().Length);
        Assert.NotEqual(Totp.NewSecret(), Totp.NewSecret());
    }

    [Fact]
    public void The_link_names_issuer_account_and_secret() => Assert.Equal(
        "otpauth://totp/Cloakroom%20at%20shop.example:ada%2Bx%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Cloakroom%20at%20shop.example",
        Totp.LinkOf(Secret, "Cloakroom at shop.example", "ada+x@example.org"));

    /// <summary>RFC 4648 10.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_RFC(string text, string encoded) => Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
}
