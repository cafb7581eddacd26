using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore;

namespace Cloakroom.Tests.Sessions;

public sealed class SessionEngineTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly CachedSwitchStore _store = new();
    private readonly List<StoreNews> _failures = [];
    private readonly SessionEngine _engine;

    public SessionEngineTests() => _engine = new SessionEngine(_store, new SessionOptions(), _clock, _failures.Add);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_new_ID_of_the_session_that_stays_is_not_caught_by_a_pending_end_of_the_others()
    {
        StartedSession stays = await LoginAsync("ada"), goes = await LoginAsync("ada");
        _store.Mode = StoreMode.ReadOnly;
        Assert.Equal(EndOutcome.Pending, await _engine.EndAllAsync(new("ada", stays.Session.Digest, EndReason.Revoked)));
        _store.Mode = StoreMode.Works;

        // A password change: end the others, then give this one a new ID.
        StartedSession? rotated = await _engine.RotateAsync(stays.Session, stays.Session.User, reauthenticated: true, TestContext.Current.CancellationToken);
        Assert.NotNull(rotated);
        Assert.IsType<Decision.Valid>(await AskAsync(rotated.Value.Id));
        await _engine.RetryPendingAsync();

        Assert.IsType<Decision.Valid>(await AskAsync(rotated.Value.Id));
        Assert.Equal(Reason.Revoked, await RefusedAsync(goes.Id));
        Assert.Equal(0, _engine.PendingCount);
    }

    [Fact]
    public async Task A_login_whose_password_was_checked_before_all_sessions_were_ended_begins_none_and_one_right_after_does()
    {
        DateTimeOffset proved = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        await _engine.EndAllAsync(new("ada", Except: null, EndReason.Revoked));
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        CancellationToken stop = TestContext.Current.CancellationToken;
        Assert.Null(await _engine.SignInAsync(new(new SessionUser("ada")) { AuthenticatedAt = proved }, shown: null, stop));
        Assert.Empty(await _engine.ListAsync("ada", stop));

        // In one go, within a millisecond: as an application does after a change of password.
        await _engine.EndAllAsync(new("ada", Except: null, EndReason.Revoked));
        StartedSession next = await LoginAsync("ada");
        Assert.IsType<Decision.Valid>(await AskAsync(next.Id));
    }

    [Fact]
    public async Task A_session_that_is_cached_while_its_logout_waits_is_refused_after_the_store_has_taken_it()
    {
        StartedSession session = await LoginAsync("ada");
        await AskAsync(session.Id);
        _store.Mode = StoreMode.ReadOnly;
        await _engine.EndAsync(new(session.Session.Digest, EndReason.LoggedOut));
        await AskAsync(session.Id);
        _store.Mode = StoreMode.Works;

        await _engine.RetryPendingAsync();

        Assert.Equal(0, _engine.PendingCount);
        Assert.Equal(Reason.Revoked, await RefusedAsync(session.Id));
    }

    [Fact]
    public async Task A_login_after_a_pending_end_of_all_is_a_new_session()
    {
        StartedSession before = await LoginAsync("ada");
        _store.Mode = StoreMode.ReadOnly;
        await _engine.EndAllAsync(new("ada", Except: null, EndReason.Revoked));
        _store.Mode = StoreMode.Works;
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        StartedSession after = await LoginAsync("ada", before.Id);
        await _engine.RetryPendingAsync();

        Assert.IsType<Decision.Valid>(await AskAsync(after.Id));
        Assert.Equal(Reason.Revoked, await RefusedAsync(before.Id));
    }

    [Fact]
    public async Task A_second_end_of_all_reaches_further_than_the_first()
    {
        _store.Mode = StoreMode.Works;
        await LoginAsync("ada");
        _store.Mode = StoreMode.ReadOnly;
        await _engine.EndAllAsync(new("ada", Except: null, EndReason.Revoked));
        _store.Mode = StoreMode.Works;
        _clock.Advance(TimeSpan.FromSeconds(1));
        StartedSession between = await LoginAsync("ada");
        _store.Mode = StoreMode.ReadOnly;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _engine.EndAllAsync(new("ada", Except: null, EndReason.Revoked));

        Assert.Equal(Reason.Revoked, await RefusedAsync(between.Id));
        _store.Mode = StoreMode.Works;
        await _engine.RetryPendingAsync();
        Assert.Equal(Reason.Revoked, await RefusedAsync(between.Id));
    }

    [Fact]
    public async Task A_logout_everywhere_by_somebody_unknown_needs_a_session_that_was_live()
    {
        StartedSession old = await LoginAsync("ada");
        _clock.Advance(TimeSpan.FromHours(2));
        StartedSession live = await LoginAsync("ada");
        _clock.Advance(TimeSpan.FromSeconds(1));

        await _engine.EndAllLaterAsync(old.Id, EndReason.LoggedOut);
        await _engine.RetryPendingAsync();

        Assert.IsType<Decision.Valid>(await AskAsync(live.Id));
    }

    [Fact]
    public async Task Logouts_that_wait_have_a_limit_and_beyond_it_nobody_is_told_it_was_done()
    {
        _store.Mode = StoreMode.Away;
        for (int i = 0; i < PendingRevocations.Capacity; i++)
        {
            await _engine.EndAllLaterAsync(SessionId.Create(), EndReason.LoggedOut);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await _engine.EndAsync(new(SessionId.Create().Digest(), EndReason.LoggedOut)));
        Assert.Equal(PendingRevocations.Capacity, _engine.PendingCount);

        _store.Mode = StoreMode.Works;
        await _engine.RetryPendingAsync();
        Assert.Equal(0, _engine.PendingCount);
    }

    [Fact]
    public async Task A_store_that_answers_with_another_session_lets_nobody_in_and_ends_nothing()
    {
        StartedSession ada = await LoginAsync("ada");
        using var engine = new SessionEngine(new ConfusedStore(ada.Session), new SessionOptions(), _clock);

        Decision decision = await engine.AuthenticateAsync(SessionId.Create(), isSafe: false, TestContext.Current.CancellationToken);
        StartedSession? started = await engine.SignInAsync(new(new SessionUser("ada")), SessionId.Create().Digest(), TestContext.Current.CancellationToken);

        // Whatever it says now proves nothing: not a logout either.
        Assert.IsType<Decision.Unavailable>(decision);
        Assert.NotEqual(ada.Session.Digest, Assert.NotNull(started).Session.Digest);
    }

    [Fact]
    public async Task Whatever_a_store_throws_is_an_outage_and_misuse_stays_misuse()
    {
        StartedSession session = await LoginAsync("ada");
        using var uncached = new SessionEngine(_store, new SessionOptions { NearCacheBytes = 0 }, _clock, _failures.Add);
        _store.Mode = StoreMode.Broken;

        Assert.IsType<Decision.Unavailable>(await uncached.AuthenticateAsync(session.Id, isSafe: false, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await LoginAsync("ada"));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await uncached.ListAsync("ada", TestContext.Current.CancellationToken));
        Assert.NotEmpty(_failures);
        Assert.All(_failures, f => Assert.IsType<NotSupportedException>(Assert.IsType<StoreNews.Failed>(f).Why));

        _store.Mode = StoreMode.Works;
        _failures.Clear();
        await Assert.ThrowsAsync<ArgumentException>(async () => await LoginAsync(new string('x', 257)));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_request_that_is_given_up_is_cancelled_and_not_an_outage()
    {
        StartedSession session = await LoginAsync("ada");
        _store.Mode = StoreMode.Hangs;
        using var giveUp = new CancellationTokenSource();
        ValueTask<Decision> asked = _engine.AuthenticateAsync(session.Id, isSafe: false, giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await asked);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task The_session_that_comes_with_a_use_says_that_it_is_used_now()
    {
        StartedSession session = await LoginAsync("ada");
        _clock.Advance(TimeSpan.FromMinutes(5));

        var first = Assert.IsType<Decision.Valid>(await AskAsync(session.Id));
        _clock.Advance(TimeSpan.FromMinutes(5));
        var cached = Assert.IsType<Decision.Valid>(await AskAsync(session.Id));

        Assert.Equal(TimeSpan.FromMinutes(5), first.Session.LastSeenAt - first.Session.CreatedAt);
        Assert.Equal(TimeSpan.FromMinutes(10), cached.Session.LastSeenAt - cached.Session.CreatedAt);
    }

    [Fact]
    public async Task A_hit_that_needed_no_look_at_the_record_is_noted_and_ends_in_time()
    {
        using var engine = new SessionEngine(
            _store, new SessionOptions { Absolute = TimeSpan.FromSeconds(90), TouchEvery = TimeSpan.FromSeconds(45) }, _clock);
        CancellationToken stop = TestContext.Current.CancellationToken;
        StartedSession session = Assert.NotNull(await engine.SignInAsync(new(new SessionUser("ada")), shown: null, stop));
        Session started = Assert.IsType<Decision.Valid>(await AfterAsync(0)).Session;

        // Twice each: the first looks, and the second may go without.
        foreach ((double wait, double seen) in ((double, double)[])[(0, 0), (44.999, 0), (0, 0), (0.001, 45), (0, 45), (44.999, 45), (0, 45)])
        {
            Assert.Equal(seen, (Assert.IsType<Decision.Valid>(await AfterAsync(wait)).Session.LastSeenAt - started.CreatedAt).TotalSeconds);
        }

        Assert.Equal(Reason.ExpiredAbsolute, Assert.IsType<Decision.Anonymous>(await AfterAsync(0.001)).Reason);

        ValueTask<Decision> AfterAsync(double seconds)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            return engine.AuthenticateAsync(session.Id, isSafe: false, stop);
        }
    }

    [Fact]
    public async Task A_hit_that_needed_no_look_at_the_record_is_refused_once_a_logout_waits()
    {
        StartedSession session = await LoginAsync("ada");
        for (int i = 0; i < 3; i++)
        {
            Assert.IsType<Decision.Valid>(await AskAsync(session.Id));
        }

        _store.Mode = StoreMode.ReadOnly;
        await _engine.EndAllAsync(new("ada", Except: null, EndReason.Revoked));

        Assert.Equal(Reason.Revoked, await RefusedAsync(session.Id));
    }

    [Fact]
    public async Task A_hit_allocates_nothing()
    {
        StartedSession session = await LoginAsync("ada");
        await AskAsync(session.Id);
        CancellationToken stop = TestContext.Current.CancellationToken;
        bool valid = true;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            valid &= await _engine.AuthenticateAsync(session.Id, isSafe: false, stop) is Decision.Valid;
        }

        // Less than one object a hit; the runtime may put down something of its own now and then.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
        Assert.True(valid);
    }

    private async Task<StartedSession> LoginAsync(string user, SessionId? shown = null) =>
        Assert.NotNull(await _engine.SignInAsync(new(new SessionUser(user)), shown?.Digest(), TestContext.Current.CancellationToken));

    private ValueTask<Decision> AskAsync(SessionId id) => _engine.AuthenticateAsync(id, isSafe: false, TestContext.Current.CancellationToken);

    private async Task<Reason> RefusedAsync(SessionId id) => Assert.IsType<Decision.Anonymous>(await AskAsync(id)).Reason;

    // Answers every question with the same session, as a connection would that is one answer behind.
    private sealed class ConfusedStore(Session session) : FindOnlyStore
    {
        public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) => new(new StoredSession(session, Ended: null));

        public override ValueTask<CreateOutcome> CreateAsync(SessionChange.Create change, CancellationToken cancellationToken) => new(new CreateOutcome(Applied.Done, []));
    }
}
