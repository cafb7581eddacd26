using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>Each promise is shown to the checker broken, and just kept.</summary>
public sealed class CheckerTests
{
    [Fact]
    public void A_user_who_is_taken_for_another_is_found() =>
        Assert.Equal([Law.NeverTheWrongUser], new HandWritten().Login(1).Answered(Verb.Who, 100, new Answer(200) { User = "bob" }, 1).Broken());

    [Fact]
    public void Data_of_another_session_is_found() =>
        Assert.Equal([Law.NeverTheWrongUser], new HandWritten().Login(1).Answered(Verb.Read, 100, new Answer(200) { Owner = 2 }, 1).Broken());

    [Fact]
    public void A_session_that_nobody_asked_for_is_found() =>
        Assert.Equal([Law.NeverTheWrongUser], new HandWritten().Login(1).Answered(Verb.Who, 100, new Answer(200) { User = "ann", SetsCookie = true }, 1).Broken());

    [Fact]
    public void A_live_session_that_is_refused_is_found() =>
        Assert.Equal([Law.OutageIsNoLogout], new HandWritten().Login(1).During(Trouble.CutOff, 50, 900).Refused(1, 100).Broken());

    [Fact]
    public void A_session_that_may_have_ended_may_be_refused() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 0).Refused(1, 5000).Broken());

    [Fact]
    public void A_logout_that_was_refused_ends_nothing() =>
        Assert.Equal([Law.OutageIsNoLogout], new HandWritten().Login(1).Login(2).Asked(1, Verb.EndOne, 100, 404, target: 2).Refused(2, 200).Broken());

    [Fact]
    public void A_logout_before_the_login_does_not_excuse_a_refusal() =>
        Assert.Equal([Law.OutageIsNoLogout], new HandWritten().Login(1).Asked(1, Verb.EndAll, 100, 204).Login(2, at: 120).Refused(2, 200).Broken());

    [Fact]
    public void A_cookie_that_is_deleted_without_logout_is_found() =>
        Assert.Equal([Law.OutageIsNoLogout], new HandWritten().Login(1).Answered(Verb.Who, 100, new Answer(503) { HasRetryAfter = true, DeletesCookie = true }, 1).Broken());

    [Fact]
    public void A_login_that_is_refused_for_no_reason_is_found() =>
        Assert.Equal([Law.OutageIsNoLogout], new HandWritten().Answered(Verb.Login, 100, new Answer(401)).Broken());

    [Fact]
    public void A_login_may_be_refused_while_all_sessions_are_ended() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.EndAll, 100, 204).Answered(Verb.Login, 105, new Answer(401)).Broken());

    [Fact]
    public void A_login_that_the_store_lost_is_counted_and_no_violation()
    {
        HandWritten history = new HandWritten().During(Trouble.Lossy, 0, 500).Login(1, at: 100).Refused(1, 2000).Refused(1, 3000);
        Assert.Empty(history.Broken());
        Assert.Equal(1, history.Verdict().LostLogins);
    }

    [Fact]
    public void A_login_before_the_loss_is_not_excused() =>
        Assert.Equal([Law.OutageIsNoLogout], new HandWritten().During(Trouble.Lossy, 200, 500).Login(1, at: 100).Refused(1, 2000).Broken());

    [Fact]
    public void A_node_that_serves_too_long_without_store_is_found() =>
        Assert.Equal([Law.FailsClosed], new HandWritten().Login(1).During(Trouble.CutOff, 100, 9000).Served(1, 3200).Broken());

    [Fact]
    public void A_node_that_serves_what_is_unsafe_without_store_is_found() =>
        Assert.Equal([Law.FailsClosed], new HandWritten().Login(1).During(Trouble.CutOff, 100, 9000).Served(1, 1200, verb: Verb.Write).Broken());

    [Fact]
    public void A_node_may_serve_what_is_safe_for_a_while() =>
        Assert.Empty(new HandWritten().Login(1).During(Trouble.CutOff, 100, 9000).Served(1, 3000).Broken());

    [Fact]
    public void A_slow_answer_is_found() =>
        Assert.Equal([Law.AnswersInTime], new HandWritten().Login(1).Asked(1, Verb.Who, 100, 503, took: 5100).Broken());

    [Fact]
    public void A_client_that_gives_up_is_no_slow_answer() =>
        Assert.Empty(new HandWritten().Login(1).Asked(1, Verb.Who, 100, 0, took: 5100).Broken());

    [Theory]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(500)]
    public void A_page_for_everybody_that_is_refused_is_found(int status) =>
        Assert.Equal([Law.AnonymousIsUnaffected], new HandWritten().Answered(Verb.Public, 100, new Answer(status) { HasRetryAfter = true }).Broken());

    [Theory]
    [InlineData(nameof(Verb.Who), 500)]
    [InlineData(nameof(Verb.Who), 302)]
    [InlineData(nameof(Verb.Write), 409)]
    [InlineData(nameof(Verb.Logout), 401)]
    [InlineData(nameof(Verb.Login), 403)]
    public void An_answer_that_is_not_foreseen_is_found(string verb, int status) =>
        Assert.Equal([Law.ForeseenAnswers], new HandWritten().Answered(Enum.Parse<Verb>(verb), 100, new Answer(status)).Broken());

    [Fact]
    public void An_outage_that_does_not_say_when_to_come_back_is_found() =>
        Assert.Equal([Law.ForeseenAnswers], new HandWritten().Answered(Verb.Who, 100, new Answer(503)).Broken());

    [Fact]
    public void A_violation_is_told_with_its_cause_and_what_was_around_it()
    {
        HandWritten history = new HandWritten().Login(1).Asked(1, Verb.Logout, 100, 204).Served(1, 5000, node: 1);
        for (int i = 0; i < 100; i++)
        {
            history.Served(2, 4950 + i);
        }

        string told = history.Tell();
        Assert.StartsWith("GoneStaysGone: Session #1 was ended and is served 4890 ms after the acknowledgement; 1000 ms were allowed.", told, StringComparison.Ordinal);
        Assert.Contains("Logout -> 204", told, StringComparison.Ordinal);
        Assert.Contains("Login -> 200", told, StringComparison.Ordinal);
        Assert.Equal(20, told.Split("around it:")[1].Split("node 0  ann  #2").Length);
    }
}
