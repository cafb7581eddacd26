using Cloakroom.Server.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Cloakroom.Tests.Pages;

public sealed class NoticeTests
{
    [Fact]
    public void Every_reason_has_a_notice() => Assert.All(Reason.All, r => Assert.Equal((r.Title, r.Fix, true), Read($"?error={r.Code}") switch
    {
        { } n => (n.Title, n.Fix, n.IsProblem),
        null => ("", "", false),
    }));

    [Theory]
    [InlineData("")]
    [InlineData("?error=")]
    [InlineData("?error=your_account_was_hacked_call_us")]
    [InlineData("?error=INVALID_CREDENTIALS")]
    [InlineData("?error=revoked&error=revoked")]
    [InlineData("?done=everything")]
    [InlineData("?error=nonsense&done=ended")]
    public void An_unknown_code_says_nothing(string query) => Assert.Null(Read(query));

    [Theory]
    [InlineData("logged-out")]
    [InlineData("ended")]
    [InlineData("ended-others")]
    public void What_an_endpoint_did_is_confirmed(string done) => Assert.False(Assert.IsType<Notice>(Read($"?done={done}")).IsProblem);

    [Theory]
    [InlineData("90", "Try again in 1 minute 30 seconds.")]
    [InlineData("86400", "Log in on a device that you have used before, or set a new password by mail.")]
    [InlineData("0", "Wait for the time in Retry-After, then try again.")]
    [InlineData("-5", "Wait for the time in Retry-After, then try again.")]
    [InlineData("99999999999", "Wait for the time in Retry-After, then try again.")]
    [InlineData("soon", "Wait for the time in Retry-After, then try again.")]
    public void The_time_to_wait_is_said_in_words(string retry, string fix) => Assert.Equal(fix, Read($"?error=too_many_attempts&retry={retry}")?.Fix);

    private static Notice? Read(string query) => Notice.From(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
