using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore;

namespace Cloakroom.Tests.Sessions.Outage;

/// <summary>While the store is away, what only reads goes on for a while, for those whom this process knows.</summary>
public sealed class FailStaticTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly CachedSwitchStore _store = new();
    private readonly SessionEngine _engine;

    public FailStaticTests() => _engine = new SessionEngine(_store, new SessionOptions { Idle = TimeSpan.FromMinutes(30) }, _clock);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_safe_request_is_served_for_ten_seconds_after_the_store_was_last_heard_of()
    {
        StartedSession session = await KnownAsync();
        GoAway();

        Assert.InRange(Assert.IsType<Decision.Valid>(await AskAsync(session.Id)).Stale, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(9), Assert.IsType<Decision.Valid>(await AskAsync(session.Id)).Stale);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<Decision.Unavailable>(await AskAsync(session.Id));
    }

    [Fact]
    public async Task An_unsafe_request_and_one_of_somebody_unknown_are_not()
    {
        StartedSession session = await KnownAsync();
        GoAway();

        Assert.IsType<Decision.Unavailable>(await AskAsync(session.Id, isSafe: false));
        Assert.IsType<Decision.Unavailable>(await AskAsync(SessionId.Create()));
    }

    [Fact]
    public async Task Whoever_logs_out_meanwhile_is_out()
    {
        StartedSession session = await KnownAsync(), other = await KnownAsync();
        GoAway();
        Assert.Equal(EndOutcome.Pending, await _engine.EndAllAsync(new("ada", other.Session.Digest, EndReason.LoggedOut)));

        Assert.Equal(Reason.Revoked, Assert.IsType<Decision.Anonymous>(await AskAsync(session.Id)).Reason);
        Assert.IsType<Decision.Valid>(await AskAsync(other.Id));
    }

    [Fact]
    public async Task Whoever_logs_out_everywhere_meanwhile_is_out_everywhere_whatever_somebody_does_before_the_store_hears_of_it()
    {
        StartedSession session = await KnownAsync(), thief = await KnownAsync();
        GoAway();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(EndOutcome.Pending, await _engine.EndAllLaterAsync(session.Id, EndReason.LoggedOut));
        Assert.IsNotType<Decision.Valid>(await AskAsync(session.Id));
        Assert.IsNotType<Decision.Valid>(await AskAsync(thief.Id));

        // The store is back, and another process ends the session that asked for it before this one can tell whose it was.
        (_store.IsFresh, _store.Mode) = (true, StoreMode.Works);
        Assert.Equal(Reason.Revoked, Assert.IsType<Decision.Anonymous>(await AskAsync(thief.Id)).Reason);
        await _store.DeleteAsync(new(session.Session.Digest, EndReason.Revoked), TestContext.Current.CancellationToken);
        await _engine.RetryPendingAsync();
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(thief.Session.Digest, TestContext.Current.CancellationToken)).Ended);
    }

    [Fact]
    public async Task A_session_past_its_end_is_not_served_and_not_logged_out_either()
    {
        StartedSession session = await KnownAsync();
        _clock.Advance(TimeSpan.FromMinutes(29) + TimeSpan.FromSeconds(58));
        await AskAsync(SessionId.Create());
        GoAway();
        Assert.IsType<Decision.Valid>(await AskAsync(session.Id));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.IsType<Decision.Unavailable>(await AskAsync(session.Id));
    }

    [Fact]
    public async Task A_use_meanwhile_is_not_noted()
    {
        StartedSession session = await KnownAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        await AskAsync(SessionId.Create());
        GoAway();

        Assert.Equal(session.Session.LastSeenAt, Assert.IsType<Decision.Valid>(await AskAsync(session.Id)).Session.LastSeenAt);
    }

    [Fact]
    public async Task A_login_that_fails_meanwhile_leaves_what_others_have_in_memory()
    {
        StartedSession bob = await KnownAsync("bob"), ada = await KnownAsync();
        GoAway();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _engine.SignInAsync(new(new SessionUser("ada")), null, TestContext.Current.CancellationToken));
        Assert.IsType<Decision.Valid>(await AskAsync(bob.Id));
        // Hers may have been ended by that login.
        Assert.IsType<Decision.Unavailable>(await AskAsync(ada.Id));
    }

    [Fact]
    public async Task When_the_store_is_back_it_decides()
    {
        StartedSession session = await KnownAsync();
        GoAway();
        Assert.IsType<Decision.Valid>(await AskAsync(session.Id));
        await _store.Inner.DeleteAsync(new(session.Session.Digest, EndReason.Revoked), TestContext.Current.CancellationToken);
        _store.Mode = StoreMode.Works;

        Assert.Equal(Reason.Revoked, Assert.IsType<Decision.Anonymous>(await AskAsync(session.Id)).Reason);
    }

    [Fact]
    public async Task Turned_off_nothing_is_served()
    {
        using var strict = new SessionEngine(_store, new SessionOptions { FailStatic = TimeSpan.Zero }, _clock);
        StartedSession session = await KnownAsync();
        await strict.AuthenticateAsync(session.Id, isSafe: true, TestContext.Current.CancellationToken);
        GoAway();

        Assert.IsType<Decision.Unavailable>(await strict.AuthenticateAsync(session.Id, isSafe: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_that_hangs_keeps_nobody_waiting_for_longer_than_its_deadline()
    {
        StartedSession session = await KnownAsync();
        GoAway();
        _store.Mode = StoreMode.Hangs;
        ValueTask<Decision> known = AskAsync(session.Id), unknown = AskAsync(SessionId.Create());
        _clock.Advance(StoreGuard.Read);

        Assert.IsType<Decision.Valid>(await known);
        Assert.IsType<Decision.Unavailable>(await unknown);
    }

    private void GoAway() => (_store.IsFresh, _store.Mode) = (false, StoreMode.Away);

    private async Task<StartedSession> KnownAsync(string user = "ada")
    {
        StartedSession session = Assert.NotNull(await _engine.SignInAsync(new(new SessionUser(user)), null, TestContext.Current.CancellationToken));
        Assert.IsType<Decision.Valid>(await AskAsync(session.Id));
        return session;
    }

    private ValueTask<Decision> AskAsync(SessionId id, bool isSafe = true) => _engine.AuthenticateAsync(id, isSafe, TestContext.Current.CancellationToken);
}
