namespace Cloakroom.Tests.Conventions;

public sealed class AcceptedTests
{
    [Theory]
    [InlineData("a b c", "a b c", "")]
    [InlineData("a b c", "a c", "- b")]
    [InlineData("a c", "a b c", "+ b")]
    [InlineData("a b c", "a x c", "- b|+ x")]
    [InlineData("a a b", "a b a", "- a|+ a")]
    [InlineData("", "a", "- |+ a")]
    public void Changes_are_the_lines_that_went_and_came(string before, string after, string changes) =>
        Assert.Equal(changes, string.Join('|', Accepted.Changes(before.Split(' '), after.Split(' '))));
}
