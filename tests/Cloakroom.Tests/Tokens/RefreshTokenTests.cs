using Cloakroom.Testing;
using Cloakroom.Tests.Sessions;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Tokens;

/// <summary>One token after the other (RFC 9700 4.14.2), whatever clients, networks and thieves do.</summary>
public sealed class RefreshTokenTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly SessionEngine _engine;
    private readonly RefreshTokens _tokens;

    public RefreshTokenTests()
    {
        _engine = new SessionEngine(new MemorySessionStore(), new SessionOptions(), _clock);
        _tokens = new RefreshTokens(_engine, new TokenOptions(), _clock);
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Every_use_gives_another_token_of_the_same_session()
    {
        (Session session, RefreshToken first) = await LoginAsync();
        Refreshed once = await UseAsync(first);
        Refreshed twice = await UseAsync(Assert.IsType<RefreshToken>(once.Token));

        Assert.Equal(3, new[] { first, once.Token, twice.Token }.Select(t => t?.Reveal()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(session.Handle, twice.Session?.Handle);
    }

    [Fact]
    public async Task A_lost_answer_is_given_again_within_the_grace_and_it_is_the_same()
    {
        (_, RefreshToken first) = await LoginAsync();
        Refreshed lost = await UseAsync(first);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Refreshed again = await UseAsync(first);

        Assert.Equal(lost.Token?.Reveal(), again.Token?.Reveal());
    }

    [Fact]
    public async Task A_slow_request_gets_the_newest_token_also_when_others_have_gone_on_with_the_next()
    {
        (_, RefreshToken first) = await LoginAsync();
        RefreshToken newest = first;
        for (int i = 0; i < 5; i++)
        {
            newest = Assert.IsType<RefreshToken>((await UseAsync(newest)).Token);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(newest.Reveal(), (await UseAsync(first)).Token?.Reveal());
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.NotNull((await UseAsync(newest)).Token);
    }

    [Fact]
    public async Task After_the_grace_a_used_token_ends_the_session_and_all_its_tokens()
    {
        (Session session, RefreshToken first) = await LoginAsync();
        RefreshToken second = Assert.IsType<RefreshToken>((await UseAsync(first)).Token);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Reason.RefreshReused, (await UseAsync(first)).Refused);
        Assert.Equal(Reason.Revoked, (await UseAsync(second)).Refused);
        Assert.IsType<Decision.Anonymous>(await _engine.AuthenticateAsync(session.Digest, isSafe: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_that_was_never_given_out_ends_the_session_whose_ID_it_shows()
    {
        (_, RefreshToken first) = await LoginAsync();
        Assert.True(RefreshToken.TryParse(first.Session.Reveal() + SessionId.Create().Reveal(), out RefreshToken? forged));

        Assert.Equal(Reason.RefreshReused, (await UseAsync(forged)).Refused);
        Assert.Equal(Reason.Revoked, (await UseAsync(first)).Refused);
    }

    [Fact]
    public async Task Nobody_else_is_touched_by_a_token_of_no_session()
    {
        (_, RefreshToken first) = await LoginAsync();
        Assert.Equal(Reason.UnknownSession, (await UseAsync(RefreshToken.Create(SessionId.Create()))).Refused);
        Assert.NotNull((await UseAsync(first)).Token);
    }

    [Fact]
    public async Task The_many_uses_of_a_client_gone_mad_leave_no_growing_state()
    {
        (Session session, RefreshToken token) = await LoginAsync();
        for (int i = 0; i < 100; i++)
        {
            token = Assert.IsType<RefreshToken>((await UseAsync(token)).Token);
        }

        DataItem item = Assert.IsType<DataItem>(await (_engine.Data ?? throw new InvalidOperationException()).ReadAsync(session.Digest, "cloakroom.refresh", TestContext.Current.CancellationToken));
        Assert.InRange(item.Value.Length, 1, 1024);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await UseAsync(token)).Token);
    }

    [Theory]
    [InlineData(7, "expired_idle")]
    [InlineData(6, "expired_absolute")]
    public async Task A_session_ends_when_nobody_refreshes_and_at_its_greatest_age(int days, string reason)
    {
        (_, RefreshToken token) = await LoginAsync();
        for (int day = 0; day < 36; day += days)
        {
            _clock.Advance(TimeSpan.FromDays(days));
            Refreshed refreshed = await UseAsync(token);
            if (refreshed.Refused is { } refused)
            {
                Assert.Equal(reason, refused.Code);
                return;
            }

            token = Assert.IsType<RefreshToken>(refreshed.Token);
        }

        Assert.Fail("It never ended.");
    }

    [Fact]
    public async Task Half_of_a_refresh_token_is_no_cookie_and_a_session_with_a_cookie_has_no_token()
    {
        (Session session, RefreshToken token) = await LoginAsync();
        Assert.Equal(Reason.UnknownSession, await RefusedAsync(token.Session));

        StartedSession cookie = Assert.NotNull(await _engine.SignInAsync(new(new SessionUser("ada")), shown: null, TestContext.Current.CancellationToken));
        Assert.IsType<Decision.Valid>(await _engine.AuthenticateAsync(cookie.Id, isSafe: true, TestContext.Current.CancellationToken));
        Assert.IsType<Decision.Anonymous>(await _engine.AuthenticateAsync(cookie.Session.Digest, isSafe: true, TestContext.Current.CancellationToken));
        Assert.Equal(Reason.UnknownSession, (await UseAsync(RefreshToken.Create(cookie.Id))).Refused);

        // What is in every access token, shown as if it were an ID.
        Assert.IsType<Decision.Valid>(await _engine.AuthenticateAsync(session.Digest, isSafe: true, TestContext.Current.CancellationToken));
        Span<byte> bytes = stackalloc byte[32];
        session.Digest.CopyTo(bytes);
        Assert.Equal(Reason.UnknownSession, await RefusedAsync(SessionId.FromBytes(bytes)));
    }

    [Fact]
    public void The_state_reads_back_what_it_wrote_and_refuses_what_is_cut() => Prop.ForAll(
        Gen.Choose(0, RefreshState.MaxSteps).ToArbitrary(), steps =>
        {
            RefreshState state = RefreshState.Of(RefreshToken.Create(SessionId.Create()));
            state = state with
            {
                Before = [.. Enumerable.Range(0, steps).Select(i => new RefreshState.Step(SessionId.Create().Digest(), [.. Enumerable.Repeat((byte)i, 16)], _clock.GetUtcNow()))],
            };
            byte[] bytes = state.Write();
            RefreshState? read = RefreshState.Read(bytes);
            return read is not null && read.Write().AsSpan().SequenceEqual(bytes) && RefreshState.Read(bytes.AsSpan(1)) is null
                && RefreshState.Read(bytes.AsSpan(0, bytes.Length - 1)) is null;
        }).Check(Replay.Config(100));

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_refresh_token_is_not_read(string text) => Assert.False(RefreshToken.TryParse(text, out _));

    private async Task<(Session Session, RefreshToken Token)> LoginAsync()
    {
        StartedSession started = Assert.NotNull(await _engine.SignInAsync(
            new(new SessionUser("ada")) { Carrier = Carrier.Token }, shown: null, TestContext.Current.CancellationToken));
        return (started.Session, await _tokens.BeginAsync(started));
    }

    // A client sends what it was given, as text.
    private async Task<Refreshed> UseAsync(RefreshToken token)
    {
        Assert.True(RefreshToken.TryParse(token.Reveal(), out RefreshToken? shown));
        Refreshed refreshed = await _tokens.RefreshAsync(shown, Carrier.Token, TestContext.Current.CancellationToken);
        if (refreshed.Session is { } session)
        {
            // As the endpoint does: a refresh is a use.
            await _engine.AuthenticateAsync(session.Digest, isSafe: false, TestContext.Current.CancellationToken);
        }

        return refreshed;
    }

    private async Task<Reason> RefusedAsync(SessionId id) =>
        Assert.IsType<Decision.Anonymous>(await _engine.AuthenticateAsync(id, isSafe: true, TestContext.Current.CancellationToken)).Reason;
}
