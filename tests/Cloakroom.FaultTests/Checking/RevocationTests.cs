using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>The checker finds every way in which an acknowledged revocation does not hold, and takes nothing else for one.</summary>
public sealed class RevocationTests
{
    private static readonly Law[] Undone = [Law.GoneStaysGone];

    [Fact]
    public void After_a_logout_the_same_node_refuses_at_once() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Served(1, 111).Broken());

    [Fact]
    public void A_request_that_began_before_the_acknowledgement_may_be_served() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Served(1, 109).Refused(1, 111).Broken());

    [Fact]
    public void Another_node_has_a_second() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Served(1, 1100, node: 1).Broken());

    [Fact]
    public void Another_node_has_no_more_than_a_second() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Served(1, 1112, node: 1).Broken());

    [Fact]
    public void A_revocation_holds_for_ever() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Refused(1, 2000, node: 2).Served(1, 3_000_000, node: 2).Broken());

    [Theory]
    [InlineData(nameof(Verb.Write))]
    [InlineData(nameof(Verb.Read))]
    [InlineData(nameof(Verb.List))]
    public void Whatever_is_asked_must_be_refused(string verb) =>
        Assert.Equal(Undone, new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Served(1, 5000, node: 1, verb: Enum.Parse<Verb>(verb)).Broken());

    [Fact]
    public void The_end_of_another_session_holds() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Login(2).Asked(1, Verb.EndOne, 100, 204, target: 2).Served(2, 111).Broken());

    [Fact]
    public void Whoever_ends_all_others_stays() =>
        Assert.Empty(new HandWritten().Login(1).Login(2).Asked(1, Verb.EndOthers, 100, 204).Served(1, 111).Refused(2, 111).Broken());

    [Fact]
    public void The_end_of_all_others_holds() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Login(2).Asked(1, Verb.EndOthers, 100, 204).Served(2, 111).Broken());

    [Fact]
    public void A_login_after_the_end_of_all_stays() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.EndAll, 100, 204).Login(2, at: 120).Served(2, 5000, node: 1).Broken());

    [Fact]
    public void A_login_that_was_under_way_is_ended_with_all() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Login(2, at: 90, took: 100).Asked(1, Verb.EndAll, 100, 204).Served(2, 5000).Broken());

    [Fact]
    public void Where_clocks_differ_a_login_that_was_under_way_may_stay() =>
        Assert.Empty(new HandWritten { Bounds = new() { ClocksAgree = false } }.Login(1).Login(2, at: 90, took: 100).Asked(1, Verb.EndAll, 100, 204).Served(2, 5000).Broken());

    [Fact]
    public void Whoever_shows_a_dead_session_ends_no_others() =>
        Assert.Empty(new HandWritten().Login(1).Login(2).Asked(1, Verb.Logout, 50, 204).Asked(1, Verb.EndAll, 100, 204).Served(2, 5000).Broken());

    [Theory]
    [InlineData(1500, false)]
    [InlineData(2500, true)]
    public void Neither_does_one_whose_session_was_ended_before_the_store_could_say_whose_it_is(double ended, bool broken) => Assert.Equal(
        broken ? Undone : [],
        new HandWritten().Login(1).Login(2).Login(3).During(Trouble.CutOff, 50, 900, node: 0).Asked(1, Verb.EndAll, 100, 202)
            .Asked(3, Verb.EndOne, ended, 204, node: 1, target: 1).Served(2, 5000).Broken());

    [Fact]
    public void Nor_one_that_all_others_were_ended_with() => Assert.Empty(
        new HandWritten().Login(1).Login(2).During(Trouble.CutOff, 50, 900, node: 0).Asked(1, Verb.EndAll, 100, 202)
            .Asked(2, Verb.EndOthers, 500, 204, node: 1).Served(2, 5000).Broken());

    [Fact]
    public void A_logout_that_was_not_acknowledged_promises_nothing() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 0).Served(1, 5000).Broken());

    [Fact]
    public void A_pending_logout_counts_at_once_on_the_same_node() =>
        Assert.Equal(Undone, new HandWritten().Login(1).During(Trouble.Unwritable, 50, 9000).Asked(1, Verb.Logout, 100, 202).Served(1, 111).Broken());

    [Fact]
    public void A_pending_end_of_all_waits_for_the_store_where_nobody_knows_whose_they_are() =>
        Assert.Empty(new HandWritten().Login(1).Login(2).During(Trouble.CutOff, 50, 900).Asked(1, Verb.EndAll, 100, 202).Served(2, 1890).Refused(1, 111).Broken());

    [Theory]
    [InlineData(1, 111)]
    [InlineData(2, 1910)]
    public void A_pending_end_of_all_counts_at_once_for_what_was_shown_and_with_the_store_for_the_others(int session, double at) =>
        Assert.Equal(Undone, new HandWritten().Login(1).Login(2).During(Trouble.CutOff, 50, 900).Asked(1, Verb.EndAll, 100, 202).Served(session, at).Broken());

    [Fact]
    public void A_pending_logout_waits_for_the_store_on_other_nodes() =>
        Assert.Empty(new HandWritten().Login(1).During(Trouble.Unwritable, 50, 9000).Asked(1, Verb.Logout, 100, 202).Served(1, 10_900, node: 1).Broken());

    [Fact]
    public void A_pending_logout_counts_everywhere_once_the_store_is_back() =>
        Assert.Equal(Undone, new HandWritten().Login(1).During(Trouble.Unwritable, 50, 9000).Asked(1, Verb.Logout, 100, 202).Served(1, 11_010, node: 1).Broken());

    [Fact]
    public void A_store_that_is_back_for_a_moment_only_may_not_take_it() =>
        Assert.Empty(new HandWritten().Login(1).During(Trouble.CutOff, 50, 900).During(Trouble.CutOff, 1500, 3000).Asked(1, Verb.Logout, 100, 202)
            .Served(1, 4900, node: 1).Broken());

    [Fact]
    public void A_pending_logout_counts_everywhere_at_once_where_it_is_announced() =>
        Assert.Equal(Undone, new HandWritten { Bounds = new() { Announces = true, Slack = 0 } }.Login(1).During(Trouble.Unwritable, 50, 9000)
            .Asked(1, Verb.Logout, 100, 202).Served(1, 1200, node: 1).Broken());

    [Fact]
    public void A_node_without_store_may_serve_what_is_safe_for_a_while() =>
        Assert.Empty(new HandWritten().Login(1).During(Trouble.CutOff, 50, 9000, node: 1).Asked(1, Verb.Logout, 100, 204).Served(1, 3000, node: 1).Broken());

    [Fact]
    public void A_node_without_store_may_not_serve_it_for_longer() =>
        Assert.Contains(Law.GoneStaysGone, new HandWritten().Login(1).During(Trouble.CutOff, 50, 9000, node: 1).Asked(1, Verb.Logout, 100, 204).Served(1, 3100, node: 1).Broken());

    [Fact]
    public void A_node_without_store_may_not_serve_what_is_unsafe() =>
        Assert.Contains(Law.GoneStaysGone, new HandWritten().Login(1).During(Trouble.CutOff, 50, 9000, node: 1).Asked(1, Verb.Logout, 100, 204).Served(1, 1200, node: 1, verb: Verb.Write).Broken());

    [Fact]
    public void A_node_that_has_the_store_again_knows() =>
        Assert.Equal(Undone, new HandWritten().Login(1).During(Trouble.CutOff, 50, 1500, node: 1).Asked(1, Verb.Logout, 100, 204).Served(1, 2600, node: 1).Broken());

    [Fact]
    public void What_ended_elsewhere_a_moment_before_may_be_served_where_all_are_ended() =>
        Assert.Empty(new HandWritten().Login(1).Login(2).Asked(2, Verb.Logout, 100, 204, node: 1).Asked(1, Verb.EndOthers, 200, 204).Served(2, 300).Broken());

    [Fact]
    public void What_ended_elsewhere_a_moment_before_is_refused_like_everything_else() =>
        Assert.Equal(Undone, new HandWritten().Login(1).Login(2).Asked(2, Verb.Logout, 100, 204, node: 1).Asked(1, Verb.EndOthers, 200, 204).Served(2, 1200).Broken());

    [Theory]
    [InlineData(4900, 0)]
    [InlineData(5010, 1)]
    public void What_only_a_dead_node_knows_counts_when_it_is_back(double at, int violations) =>
        Assert.Equal(violations, new HandWritten().Login(1).During(Trouble.Lossy, 50, 400).During(Trouble.Down, 400, 3000, node: 0)
            .Asked(1, Verb.Logout, 100, 204).Served(1, at, node: 1).Verdict().Violations.Count);

    [Fact]
    public void What_a_dead_node_could_tell_counts_without_it() =>
        Assert.Equal(Undone, new HandWritten().Login(1).During(Trouble.Lossy, 50, 4000).During(Trouble.Down, 4000, 9000, node: 0)
            .Asked(1, Verb.Logout, 100, 204).Served(1, 5000, node: 1).Broken());

    [Fact]
    public void A_revocation_holds_where_the_last_writes_of_the_store_are_lost() =>
        Assert.Equal(Undone, new HandWritten().Login(1).During(Trouble.Lossy, 50, 200).Asked(1, Verb.Logout, 100, 204).Served(1, 5000).Broken());
}
