using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>RFC 9110 13.1 and 13.2.2, one row a rule. Version 7 is stored, or nothing.</summary>
public sealed class PreconditionsTests
{
    [Theory]
    // If-Match, If-None-Match, stored version (0 = nothing), what the write must find
    [InlineData("", "", 7, "anything")]
    [InlineData("", "", 0, "anything")]
    [InlineData("\"7\"", "", 7, "version 7")]
    [InlineData("\"6\"", "", 7, "refused")]
    [InlineData("\"7\"", "", 0, "refused")]
    [InlineData("\"5\", \"7\"", "", 7, "version 7")]
    [InlineData("\"5\",\"7\",\"9\"", "", 7, "version 7")]
    [InlineData("*", "", 7, "version 7")]
    [InlineData("*", "", 0, "refused")]
    [InlineData("W/\"7\"", "", 7, "refused")]
    [InlineData("7", "", 7, "refused")]
    [InlineData("\"77\"", "", 7, "refused")]
    [InlineData("nonsense", "", 7, "refused")]
    [InlineData("", "*", 7, "refused")]
    [InlineData("", "*", 0, "absent")]
    [InlineData("", "\"7\"", 7, "refused")]
    [InlineData("", "W/\"7\"", 7, "refused")]
    [InlineData("", "\"6\"", 7, "version 7")]
    [InlineData("", "\"6\"", 0, "absent")]
    [InlineData("\"7\"", "\"7\"", 7, "refused")]
    [InlineData("\"7\"", "\"6\"", 7, "version 7")]
    public void A_write_goes_ahead_only_if_both_hold_and_only_on_what_was_looked_at(string match, string noneMatch, long stored, string expected)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        if (match.Length > 0)
        {
            headers.IfMatch = match;
        }

        if (noneMatch.Length > 0)
        {
            headers.IfNoneMatch = noneMatch;
        }

        DataCondition? condition = new Preconditions(headers).ForWrite(stored == 0 ? null : stored);

        Assert.Equal(
            expected switch
            {
                "refused" => null,
                "anything" => DataCondition.None,
                "absent" => DataCondition.Absent,
                _ => DataCondition.Version(7),
            },
            condition);
    }

    [Fact]
    public void Several_fields_are_one_list()
    {
        var headers = new HeaderDictionary { ["If-Match"] = new(["\"1\"", "\"7\""]) };

        Assert.True(new Preconditions(headers).MatchHolds(7));
    }
}
