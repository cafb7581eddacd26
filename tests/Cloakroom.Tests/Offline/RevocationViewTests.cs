using Cloakroom.Testing;
using Cloakroom.Tests.Sqlite;
using Cloakroom.Tokens;
using static Cloakroom.Tests.Offline.RecentEndsTests;

namespace Cloakroom.Tests.Offline;

public sealed class RevocationViewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeClock _clock = new();
    private readonly RevocationView _view;

    public RevocationViewTests()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        _view = new(Patience, _clock);
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void Nobody_is_let_in_before_anything_was_heard() => Assert.Equal(Reason.StoreUnavailable, _view.Refuse(Token(1)));

    [Fact]
    public void A_token_is_good_while_its_session_is_not_among_the_ended()
    {
        Hear(Ago(60), Ago(0), 2);
        Assert.Null(_view.Refuse(Token(1)));
        Assert.Equal(Reason.Revoked, _view.Refuse(Token(2)));
    }

    [Fact]
    public void A_token_from_before_it_listened_is_to_be_refreshed()
    {
        Hear(Ago(60), Ago(0));
        Assert.Equal(Reason.TokenExpired, _view.Refuse(Token(1, issued: Ago(61))));
        Assert.Null(_view.Refuse(Token(1, issued: Ago(60))));
    }

    [Fact]
    public void Silence_for_too_long_closes_everything_and_a_word_opens_it_again()
    {
        Hear(Ago(60), Ago(0), 2);
        _clock.Advance(Patience);
        Assert.Null(_view.Refuse(Token(1)));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Reason.StoreUnavailable, _view.Refuse(Token(1)));
        // What is known is told.
        Assert.Equal(Reason.Revoked, _view.Refuse(Token(2)));

        Hear(Ago(31), Ago(0));
        Assert.Null(_view.Refuse(Token(1)));
        Assert.Null(_view.Refuse(Token(1, issued: Ago(80))));
    }

    [Fact]
    public void An_issuer_that_hears_nothing_itself_is_as_silence()
    {
        Hear(Ago(60), Ago(0));
        _clock.Advance(Patience + TimeSpan.FromSeconds(1));
        Hear(Ago(60), Ago(31));
        Assert.Equal(Reason.StoreUnavailable, _view.Refuse(Token(1)));
    }

    [Fact]
    public void A_gap_puts_in_doubt_what_was_issued_before_it()
    {
        Hear(Ago(60), Ago(10));
        Hear(Ago(5), Ago(0));
        Assert.Equal(Reason.TokenExpired, _view.Refuse(Token(1, issued: Ago(20))));
        Assert.Null(_view.Refuse(Token(1, issued: Ago(5))));
    }

    [Fact]
    public void Pages_that_follow_on_each_other_add_up()
    {
        Hear(Ago(60), Ago(10), 2);
        Hear(Ago(10), Ago(5), 3);
        Hear(Ago(20), Ago(0), 4);
        Assert.Null(_view.Refuse(Token(1, issued: Ago(60))));
        Assert.All((byte[])[2, 3, 4], n => Assert.Equal(Reason.Revoked, _view.Refuse(Token(n))));
        // One from another node, which is a little behind.
        Hear(Ago(30), Ago(2));
        Assert.Equal(Ago(0), _view.To);
    }

    [Fact]
    public void Who_holds_something_open_is_told_of_the_end_once()
    {
        Hear(Ago(60), Ago(0));
        int ada = 0, bob = 0, late = 0;
        using OfflineWatch adas = _view.Watch(Token(1), () => ada++), bobs = _view.Watch(Token(2), () => bob++);
        Hear(Ago(1), Ago(0), 1);
        Hear(Ago(1), Ago(0), 1);
        Assert.Equal((1, 0), (ada, bob));

        // It ended between the check of the token and now.
        using OfflineWatch third = _view.Watch(Token(1), () => late++);
        Assert.Equal(1, late);

        bobs.Dispose();
        Hear(Ago(1), Ago(0), 2);
        Assert.Equal(0, bob);
    }

    [Fact]
    public void What_nobody_can_vouch_for_is_ended_too()
    {
        Hear(Ago(60), Ago(0));
        int ended = 0;
        using OfflineWatch first = _view.Watch(Token(1), () => ended++);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Hear(Ago(5), Ago(0));
        Assert.Equal(1, ended);

        using OfflineWatch second = _view.Watch(Token(2), () => ended++);
        _clock.Advance(Patience);
        _view.Tend();
        Assert.Equal(1, ended);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _view.Tend();
        Assert.Equal(2, ended);
    }

    [Fact]
    public void An_end_is_remembered_for_as_long_as_any_token_lives()
    {
        Hear(Ago(60), Ago(0), 1);
        _clock.Advance(TimeSpan.FromHours(1));
        _view.Tend();
        Assert.Equal(1, _view.Count);
        _clock.Advance(TimeSpan.FromMinutes(2));
        _view.Tend();
        Assert.Equal(0, _view.Count);
    }

    private void Hear(DateTimeOffset from, DateTimeOffset to, params byte[] ended) => _view.Merge(new(from, to, [.. ended.Select(Digest)]));

    private DateTimeOffset Ago(int seconds) => Now - TimeSpan.FromSeconds(seconds);

    private VerifiedToken Token(byte n, DateTimeOffset? issued = null) =>
        new("42", Sample.Login(Now).Handle, Digest(n), issued ?? Now, Now + TimeSpan.FromHours(2), "id", Now);
}
