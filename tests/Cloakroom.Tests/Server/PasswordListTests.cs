using Cloakroom.Server.Accounts;

namespace Cloakroom.Tests.Server;

public sealed class PasswordListTests
{
    [Fact]
    public void The_list_that_comes_along_has_the_usual_ones_of_eight_characters_and_more()
    {
        Assert.Equal(21_848, PasswordList.Embedded.Count);
        Assert.All(["password", "PassWord", "12345678", "iloveyou", "qwertyuiop", "1q2w3e4r5t6y7u8i"], p => Assert.True(PasswordList.Embedded.Contains(p), p));
        Assert.All(["", "dragon", "correct horse battery", "password "], p => Assert.False(PasswordList.Embedded.Contains(p), p));
    }

    [Fact]
    public void A_list_of_lines_has_each_of_them_and_nothing_else()
    {
        string[] lines = [.. Enumerable.Range(0, 500).Select(i => $"Word {i}"), "", "Grüße", "\ud800"];
        PasswordList list = PasswordList.Of(lines);
        Assert.Equal(lines.Length - 1, list.Count);
        Assert.All(lines.Where(l => l.Length > 0), l => Assert.True(list.Contains(l.ToLowerInvariant()), l));
        Assert.False(list.Contains(""));
        Assert.False(list.Contains("Word 500"));
    }
}
