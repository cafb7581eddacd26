using Cloakroom.Server.Accounts;

namespace Cloakroom.Tests.Server.Factors;

public sealed class PasswordLengthTests
{
    [Theory]
    [InlineData("fourteen chars", false, false)]
    [InlineData("fifteen chars..", false, true)]
    [InlineData("7 chars", true, false)]
    [InlineData("8 chars.", true, true)]
    [InlineData("🦉🐝🦊🐙🌵🍄🎈", true, false)]
    [InlineData("🦉🐝🦊🐙🌵🍄🎈🔑", true, true)]
    [InlineData("adaadaad", true, false)]
    public void Fifteen_characters_alone_and_eight_beside_a_second_factor(string password, bool hasFactor, bool good)
    {
        Assert.True(EmailAddress.TryParse("ada@example.org", out EmailAddress? address));
        Assert.Equal(good, PasswordPolicy.Refuse(password, address, hasFactor) is null);
    }
}
