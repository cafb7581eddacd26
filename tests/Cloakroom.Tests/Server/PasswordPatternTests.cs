using Cloakroom.Server.Accounts;

namespace Cloakroom.Tests.Server;

public sealed class PasswordPatternTests
{
    [Theory]
    [InlineData("aaaaaaaa", "a")]
    [InlineData("abcabcab", "abc")]
    [InlineData("correct horse correct horse ", "correct horse ")]
    [InlineData("abcdab", "abcdab")]
    [InlineData("ab", "ab")]
    [InlineData("", "")]
    public void What_is_repeated_to_the_end_is_found(string text, string part) => Assert.Equal(part, PasswordPattern.Repeated(text));

    [Theory]
    [InlineData("123456789012345", true)]
    [InlineData("987654321098765", true)]
    [InlineData("qwertzuiopasdfghjkl", true)]
    [InlineData("AZERTYUIOPqsdfghjklm", true)]
    [InlineData("aaaaabbbbbccccc", true)]
    [InlineData("12345678qwertz12345", true)]
    [InlineData("1357924680135792", false)]
    [InlineData("correct horse", false)]
    [InlineData("abcdefgh and so on", false)]
    public void A_few_runs_of_keys_are_seen(string text, bool isRuns) => Assert.Equal(isRuns, PasswordPattern.IsRuns(text));
}
