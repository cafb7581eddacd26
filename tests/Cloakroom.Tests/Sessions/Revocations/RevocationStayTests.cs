using Cloakroom.Testing;
using Cloakroom.Tests.AspNetCore;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Sessions.Revocations;

/// <summary>Invariant 1: once acknowledged, the end of a session is never undone, whatever becomes of store and process.</summary>
public sealed class RevocationStayTests
{
    private readonly FakeClock _clock = new();
    private readonly ForgetfulStore _store = new();
    private readonly MemoryJournal _journal = new();

    [Fact]
    public async Task A_logout_that_the_store_has_forgotten_is_repeated_before_anybody_is_recognised()
    {
        using SessionEngine engine = Start();
        StartedSession goes = await LoginAsync(engine), stays = await LoginAsync(engine);
        _store.Save();
        Assert.Equal(EndOutcome.Ended, await engine.EndAsync(new(goes.Session.Digest, EndReason.LoggedOut), goes.Session));
        await _store.GoBackAsync();

        Assert.False(engine.IsStoreCaughtUp);
        Assert.IsType<Decision.Valid>(await AskAsync(engine, stays));
        Assert.True(engine.IsStoreCaughtUp);
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(goes.Session.Digest, TestContext.Current.CancellationToken)).Ended);
        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, goes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task So_is_one_that_another_process_told_of_and_one_from_before_a_restart(bool restart)
    {
        SessionEngine engine = Start();
        StartedSession goes = await LoginAsync(engine);
        _store.Save();
        _store.Hear(goes.Session.Digest, goes.Session.ExpiresAt);
        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, goes));
        if (restart)
        {
            engine.Dispose();
            engine = Start();
        }

        await _store.GoBackAsync();
        await engine.RetryPendingAsync();

        Assert.Equal(EndReason.Revoked, (await _store.FindAsync(goes.Session.Digest, TestContext.Current.CancellationToken)).Ended);
        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, goes));
        engine.Dispose();
    }

    [Fact]
    public async Task While_they_cannot_be_repeated_nothing_from_the_store_is_believed_and_nobody_is_logged_out()
    {
        using SessionEngine engine = Start();
        StartedSession goes = await LoginAsync(engine), stays = await LoginAsync(engine);
        _store.Save();
        await engine.EndAsync(new(goes.Session.Digest, EndReason.LoggedOut), goes.Session);
        await _store.GoBackAsync();
        _store.Mode = StoreMode.Away;

        Assert.IsType<Decision.Unavailable>(await AskAsync(engine, stays));
        _store.Mode = StoreMode.Works;
        Assert.IsType<Decision.Valid>(await AskAsync(engine, stays));
    }

    [Fact]
    public async Task A_part_of_the_store_that_is_away_keeps_nobody_else_waiting()
    {
        using SessionEngine engine = Start();
        StartedSession goes = await LoginAsync(engine), too = await LoginAsync(engine), stays = await LoginAsync(engine);
        _store.Save();
        await engine.EndAsync(new(goes.Session.Digest, EndReason.LoggedOut), goes.Session);
        await engine.EndAsync(new(too.Session.Digest, EndReason.LoggedOut), too.Session);
        await _store.GoBackAsync();
        _store.Away = goes.Session.Digest;

        Assert.IsType<Decision.Valid>(await AskAsync(engine, stays));
        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, goes));
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(too.Session.Digest, TestContext.Current.CancellationToken)).Ended);

        _store.Away = null;
        await engine.RetryPendingAsync();
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(goes.Session.Digest, TestContext.Current.CancellationToken)).Ended);
    }

    [Fact]
    public async Task A_logout_everywhere_by_somebody_unknown_reads_the_name_before_the_session_is_ended_again()
    {
        using SessionEngine engine = Start();
        StartedSession shown = await LoginAsync(engine), other = await LoginAsync(engine);
        _store.Save();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _store.Mode = StoreMode.Away;
        Assert.Equal(EndOutcome.Pending, await engine.EndAllLaterAsync(shown.Id, EndReason.LoggedOut));
        _store.Hear(shown.Session.Digest, shown.Session.ExpiresAt);
        await _store.GoBackAsync();
        _store.Mode = StoreMode.Works;

        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, other));
        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, shown));
        await engine.RetryPendingAsync();
        Assert.Equal(0, engine.PendingCount);
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(other.Session.Digest, TestContext.Current.CancellationToken)).Ended);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task The_end_of_all_sessions_also_ends_one_that_only_the_next_store_knows(bool others, bool restart)
    {
        SessionEngine engine = Start();
        StartedSession hidden = await LoginAsync(engine);
        await _store.BecomeAsync([]);
        StartedSession here = await LoginAsync(engine);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(EndOutcome.Ended, await engine.EndAllAsync(new("ada", others ? here.Session.Digest : null, EndReason.Revoked)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        StartedSession later = await LoginAsync(engine);
        if (restart)
        {
            engine.Dispose();
            engine = Start();
        }

        await _store.BecomeAsync([hidden.Session, here.Session, later.Session]);
        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, hidden));
        Assert.Equal(others, await AskAsync(engine, here) is Decision.Valid);
        Assert.IsType<Decision.Valid>(await AskAsync(engine, later));
        Assert.Equal(EndReason.Revoked, (await _store.FindAsync(hidden.Session.Digest, TestContext.Current.CancellationToken)).Ended);
        engine.Dispose();
    }

    [Theory]
    [InlineData("this one")]
    [InlineData("all of the user's")]
    [InlineData("all but another one")]
    [InlineData("everywhere, by somebody unknown")]
    public async Task A_logout_that_waits_survives_a_crash_and_reaches_the_store(string what)
    {
        SessionEngine engine = Start();
        StartedSession goes = await LoginAsync(engine), stays = await LoginAsync(engine);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _store.Mode = StoreMode.Away;
        Assert.Equal(EndOutcome.Pending, what switch
        {
            "this one" => await engine.EndAsync(new(goes.Session.Digest, EndReason.LoggedOut)),
            "all of the user's" => await engine.EndAllAsync(new("ada", Except: null, EndReason.LoggedOut)),
            "all but another one" => await engine.EndAllAsync(new("ada", stays.Session.Digest, EndReason.LoggedOut)),
            _ => await engine.EndAllLaterAsync(goes.Id, EndReason.LoggedOut),
        });

        // No end, no farewell: the process is gone.
        using SessionEngine next = Start();
        _store.Mode = StoreMode.Works;
        Assert.Equal(Reason.Revoked, await RefusedAsync(next, goes));
        await next.RetryPendingAsync();
        Assert.Equal(0, next.PendingCount);
        Assert.Equal(EndReason.LoggedOut, (await _store.FindAsync(goes.Session.Digest, TestContext.Current.CancellationToken)).Ended);

        // Settled is settled: after one more start, nothing waits.
        using SessionEngine last = Start();
        Assert.Equal(0, last.PendingCount);
        Assert.Equal(what is "this one" or "all but another one", await AskAsync(last, stays) is Decision.Valid);
    }

    [Fact]
    public async Task A_journal_whose_disk_is_full_stops_no_logout_and_is_told_once()
    {
        var news = new List<StoreNews>();
        using var engine = new SessionEngine(_store, new SessionOptions(), _clock, news.Add, _journal);
        StartedSession a = await LoginAsync(engine), b = await LoginAsync(engine);
        _journal.IsFull = true;
        Assert.Equal(EndOutcome.Ended, await engine.EndAsync(new(a.Session.Digest, EndReason.LoggedOut), a.Session));
        _store.Mode = StoreMode.Away;
        Assert.Equal(EndOutcome.Pending, await engine.EndAsync(new(b.Session.Digest, EndReason.LoggedOut), b.Session));

        Assert.Equal(Reason.Revoked, await RefusedAsync(engine, b));
        Assert.Single(news.OfType<StoreNews.JournalFailed>());
    }

    [Fact]
    public async Task What_waits_is_announced_at_once_and_again_until_the_store_has_it()
    {
        using SessionEngine engine = Start();
        StartedSession one = await LoginAsync(engine), other = await LoginAsync(engine);
        await AskAsync(engine, other);
        _store.Mode = StoreMode.Away;
        await engine.EndAsync(new(one.Session.Digest, EndReason.LoggedOut));
        Assert.Equal([one.Session.Digest], _store.Announced);
        await engine.EndAllAsync(new("ada", Except: null, EndReason.LoggedOut));
        Assert.Equal([one.Session.Digest, other.Session.Digest], _store.Announced);
        await engine.RetryPendingAsync();
        Assert.Equal(4, _store.Announced.Count);

        _store.Mode = StoreMode.Works;
        await engine.RetryPendingAsync();
        _store.Announced.Clear();
        await engine.RetryPendingAsync();
        Assert.Empty(_store.Announced);
    }

    [Fact]
    public async Task An_ID_that_never_was_leaves_nothing_behind()
    {
        using SessionEngine engine = Start();
        Assert.Equal(EndOutcome.Absent, await engine.EndAsync(new(SessionId.Create().Digest(), EndReason.LoggedOut)));
        Assert.Equal(0, _journal.Records);
        Assert.Equal(Reason.UnknownSession, await RefusedAsync(engine, new StartedSession(SessionId.Create(), NewSession.For("ada", _clock))));
    }

    [Fact]
    public async Task The_journal_forgets_what_would_have_expired()
    {
        using SessionEngine engine = Start();
        for (int i = 0; i < 5000; i++)
        {
            _store.Hear(SessionId.Create().Digest(), _clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        }

        SessionDigest lasting = SessionId.Create().Digest();
        _store.Hear(lasting, _clock.GetUtcNow() + TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await engine.CompactAsync();

        Assert.Equal(lasting, Assert.IsType<JournalEntry.Ended>(Assert.Single(RevocationFormat.Read(_journal.Read()))).Digest);
    }

    [Fact]
    public void Whatever_happens_nobody_is_recognised_after_an_acknowledged_end() => Prop.ForAll(
        Gen.Choose(0, 99).ListOf().Resize(60).ToArbitrary(),
        steps => Task.Run(() => new RevocationStayTests().PlayAsync([.. steps])).Wait()).QuickCheckThrowOnFailure();

    private async Task PlayAsync(int[] steps)
    {
        SessionEngine engine = Start();
        var live = new List<StartedSession>();
        var over = new List<StartedSession>();
        foreach (int step in steps)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            StartedSession? any = live.Count > 0 ? live[step % live.Count] : null;
            switch (step / 10)
            {
                case 0 or 1 when _store.Mode == StoreMode.Works:
                    live.Add(await LoginAsync(engine));
                    break;
                case 2 or 3 when any is { } one:
                    await engine.EndAsync(new(one.Session.Digest, EndReason.LoggedOut), step % 2 == 0 ? one.Session : null);
                    live.Remove(one);
                    over.Add(one);
                    break;
                case 4 when step % 3 == 0:
                    await engine.EndAllAsync(new("ada", Except: null, EndReason.LoggedOut));
                    over.AddRange(live);
                    live.Clear();
                    break;
                case 5:
                    _store.Save();
                    break;
                case 6:
                    await _store.GoBackAsync();
                    break;
                case 7:
                    _store.Mode = _store.Mode == StoreMode.Works ? StoreMode.Away : StoreMode.Works;
                    break;
                case 8 when step % 2 == 0:
                    engine.Dispose();
                    engine = Start();
                    break;
                default:
                    await engine.RetryPendingAsync();
                    break;
            }

            foreach (StartedSession session in over)
            {
                Assert.IsNotType<Decision.Valid>(await AskAsync(engine, session));
            }
        }

        engine.Dispose();
    }

    private SessionEngine Start() => new(_store, new SessionOptions(), _clock, journal: _journal);

    private static async Task<StartedSession> LoginAsync(SessionEngine engine) =>
        Assert.NotNull(await engine.SignInAsync(new(new SessionUser("ada")), shown: null, TestContext.Current.CancellationToken));

    private static ValueTask<Decision> AskAsync(SessionEngine engine, StartedSession session) =>
        engine.AuthenticateAsync(session.Id, isSafe: true, TestContext.Current.CancellationToken);

    private static async Task<Reason> RefusedAsync(SessionEngine engine, StartedSession session) =>
        Assert.IsType<Decision.Anonymous>(await AskAsync(engine, session)).Reason;
}
