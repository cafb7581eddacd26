namespace Cloakroom.Tests.Sessions.Outage;

public sealed class BreakerStateTests
{
    // Outcomes with their millisecond: x failed, o succeeded.
    [Theory]
    [InlineData("", false)]
    [InlineData("x0", false)]
    [InlineData("x0 x250", false)]
    [InlineData("x0 x1 x249", false)]
    [InlineData("x0 x1 x250", true)]
    [InlineData("x0 x0 x0 x0 x0", false)]
    [InlineData("x0 x0 x0 x0 x300", true)]
    [InlineData("x0 x300 o301 x302", false)]
    [InlineData("x0 o1 x100 x200 x349", false)]
    [InlineData("x0 o1 x100 x200 x350", true)]
    [InlineData("x0 x100 x250 o251", false)]
    [InlineData("x0 x100 x250 x251 x9999", true)]
    [InlineData("x0 o10 x20 o30 x40 o50 x600 o610 x900", false)]
    public void It_is_open_after_three_failures_in_a_row_over_a_quarter_of_a_second(string history, bool open)
    {
        BreakerState state = default;
        foreach (string outcome in history.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            state = outcome[0] == 'o' ? BreakerState.Succeeded() : state.Failed(TimeSpan.FromMilliseconds(int.Parse(outcome[1..])));
        }

        Assert.Equal(open, state.IsOpen);
    }
}
