namespace Cloakroom.Tests.Server.Attacks;

public sealed class ExpectationTests
{
    [Theory]
    [InlineData("401", 2, "401 401")]
    [InlineData("all 401 (canonical)", 2, "401 401")]
    [InlineData("401: names compared", 1, "401")]
    [InlineData("401, no type resolution", 1, "401")]
    [InlineData("403 x3 (token)", 3, "403 403 403")]
    [InlineData("401 for each; exact", 2, "401 401")]
    [InlineData("401/401. The server", 2, "401 401")]
    [InlineData("403; session still 200", 2, "403 200")]
    [InlineData("404 (same as unknown handle); B still 200", 2, "404 200")]
    [InlineData("200, then 400, then 200 (RFC 7009)", 3, "200 400 200")]
    [InlineData("default strict mode: 403 / 200 with valid token / 403; documented", 3, "403 200 403")]
    [InlineData("401/431 in <5 ms", 4, null)]
    [InlineData("401 / active:false; only compact", 4, null)]
    [InlineData("last request 401", 3, null)]
    [InlineData("8x200, all carry", 1, null)]
    [InlineData("login sets a NEW cookie", 1, null)]
    public void A_status_at_the_beginning_is_read_and_prose_is_not(string expected, int requests, string? statuses) =>
        Assert.Equal(statuses, Expectation.Statuses(expected, requests) is { } read ? string.Join(' ', read) : null);
}
