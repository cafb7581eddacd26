using Cloakroom.Server.Pages;

namespace Cloakroom.Tests.Pages;

public sealed class HumanTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00:00:00.5", "less than a second")]
    [InlineData("00:00:01", "1 second")]
    [InlineData("00:01:30", "1 minute 30 seconds")]
    [InlineData("01:00:00", "1 hour")]
    [InlineData("01:00:59", "1 hour")]
    [InlineData("1.00:00:00", "1 day")]
    [InlineData("400.05:00:00", "400 days 5 hours")]
    public void A_length_of_time_is_said_in_its_two_largest_units(string span, string words) =>
        Assert.Equal(words, HumanTime.Span(TimeSpan.Parse(span)));

    [Theory]
    [InlineData("00:00:00", "just now")]
    [InlineData("-00:00:59", "just now")]
    [InlineData("-00:01:00", "1 minute ago")]
    [InlineData("-02:59:59", "2 hours ago")]
    [InlineData("-3.00:00:00", "3 days ago")]
    [InlineData("00:00:59", "in less than a minute")]
    [InlineData("23:59:59", "in 23 hours 59 minutes")]
    [InlineData("1.00:00:00", "in 1 day")]
    public void A_moment_is_said_from_now(string offset, string words) => Assert.Equal(words, HumanTime.Relative(Now + TimeSpan.Parse(offset), Now));

    [Fact]
    public void A_moment_is_written_in_UTC_for_programs_too()
    {
        var local = new DateTimeOffset(2026, 1, 1, 13, 0, 0, TimeSpan.FromHours(2));
        Assert.Equal(
            "<time datetime=\"2026-01-01T11:00:00Z\"><span data-relative>1 hour ago</span> <small data-exact>1 Jan 2026, 11:00 UTC</small></time>",
            HumanTime.Moment(local, Now).ToString());
    }
}
