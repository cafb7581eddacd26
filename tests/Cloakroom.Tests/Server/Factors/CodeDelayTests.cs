using Cloakroom.Server.Accounts.Factors;

namespace Cloakroom.Tests.Server.Factors;

public sealed class CodeDelayTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(10, 32)]
    [InlineData(15, 900)]
    [InlineData(99, 900)]
    [InlineData(100, 86_400)]
    [InlineData(1_000_000, 86_400)]
    public void Wrong_codes_in_a_row_cost_time(long failures, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), CodeDelay.After(failures));

    [Theory]
    [InlineData(0, null)]
    [InlineData(1000, null)]
    [InlineData(1001, 1)]
    [InlineData(1000 + 86_400_000, 86_400_000)]
    [InlineData(1001 + 86_400_000, null)]
    public void It_is_over_in_time_and_when_the_clock_was_set_back(long blockedUntil, int? left) =>
        Assert.Equal(left is { } ms ? TimeSpan.FromMilliseconds(ms) : null, CodeDelay.Left(blockedUntil, now: 1000));
}
