using Cloakroom.Testing;

namespace Cloakroom.Tests.Testing;

public sealed class SessionMintTests
{
    private readonly FakeClock _clock = new();
    private readonly MemorySessionStore _store = new();
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_minted_session_is_live_in_the_store_and_found_by_its_cookie()
    {
        MintedSession minted = await SessionMint.MintAsync(_store, new SessionUser("ann") { Roles = ["admin"] }, new SessionOptions(), _clock, _end);
        Assert.True(SessionId.TryParse(minted.Id.Reveal(), out SessionId shown));
        Session? found = (await _store.FindAsync(shown.Digest(), _end)).Session;
        Assert.Equal(minted.Session, found);
        Assert.Equal(["admin"], minted.Session.User.Roles);
        Assert.Null(SessionPolicy.Refuse(minted.Session, _clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_minted_session_lives_as_long_as_the_options_say()
    {
        var options = new SessionOptions { Absolute = TimeSpan.FromMinutes(10), Idle = TimeSpan.FromMinutes(2), MaxPerUser = 1 };
        MintedSession first = await SessionMint.MintAsync(_store, new SessionUser("ann"), options, _clock, _end);
        MintedSession second = await SessionMint.MintAsync(_store, new SessionUser("ann"), options, _clock, _end);
        Assert.Equal((_clock.GetUtcNow().AddMinutes(10), TimeSpan.FromMinutes(2)), (second.Session.ExpiresAt, second.Session.IdleTimeout));
        Assert.Equal(EndReason.LimitReached, (await _store.FindAsync(first.Session.Digest, _end)).Ended);
    }

    [Fact]
    public async Task A_minted_session_prints_no_secret()
    {
        MintedSession minted = await SessionMint.MintAsync(_store, new SessionUser("ann"), new SessionOptions(), _clock, _end);
        Assert.DoesNotContain(minted.Id.Reveal(), minted.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_session_is_valid_for_every_store()
    {
        Session session = NewSession.For("ann", _clock);
        Assert.True(SessionFormat.TryRead(SessionFormat.Write(session), session.Digest, out Session? read));
        Assert.Equal(session, read);
        Assert.NotEqual(session.Digest, NewSession.For("ann", _clock).Digest);
    }
}
