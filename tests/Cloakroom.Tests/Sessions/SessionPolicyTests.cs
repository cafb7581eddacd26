using Cloakroom.Testing;

namespace Cloakroom.Tests.Sessions;

/// <summary>The rules as tables. Every session here was made at 12:00, may be idle for one hour and ends at 18:00.</summary>
public sealed class SessionPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SessionOptions _options = new() { Idle = TimeSpan.FromHours(1), Absolute = TimeSpan.FromHours(6), TouchEvery = TimeSpan.FromMinutes(5), MaxPerUser = 7 };

    private SessionPolicy Policy => new(_options);

    public static TheoryData<string, string, string> Life => new()
    {
        // last seen     now               answer
        { "12:00:00.000", "12:00:00.000", "live" },
        { "12:00:00.000", "12:59:59.999", "live" },
        { "12:00:00.000", "13:00:00.000", "expired_idle" },
        { "12:00:00.000", "17:59:59.999", "expired_idle" },
        { "12:59:00.000", "13:58:59.999", "live" },
        { "12:59:00.000", "13:59:00.000", "expired_idle" },
        { "17:30:00.000", "17:59:59.999", "live" },
        { "17:30:00.000", "18:00:00.000", "expired_absolute" },
        { "17:59:59.999", "18:00:00.000", "expired_absolute" },
        { "12:00:00.000", "23:00:00.000", "expired_absolute" },
        { "12:30:00.000", "12:00:00.000", "live" }, // a clock set back ends nobody's session
        { "12:30:00.000", "11:00:00.000", "live" },
    };

    [Theory, MemberData(nameof(Life))]
    public void A_session_lives_until_it_was_idle_too_long_or_is_too_old(string lastSeen, string now, string answer) =>
        Assert.Equal(answer, SessionPolicy.Refuse(Made() with { LastSeenAt = At(lastSeen) }, At(now))?.Code ?? "live");

    [Theory]
    [InlineData(EndReason.LoggedOut, "revoked")]
    [InlineData(EndReason.Revoked, "revoked")]
    [InlineData(EndReason.LimitReached, "revoked")]
    [InlineData(EndReason.Rotated, "revoked")]
    [InlineData(EndReason.UserDisabled, "user_disabled")]
    public void An_ended_session_is_refused_with_a_reason(EndReason why, string code) => Assert.Equal(code, SessionPolicy.Refuse(why).Code);

    [Theory]
    [InlineData("12:00:00.000", false)]
    [InlineData("12:04:59.999", false)]
    [InlineData("12:05:00.000", true)]
    [InlineData("12:30:00.000", true)]
    [InlineData("11:00:00.000", false)]
    public void A_use_is_noted_every_five_minutes_at_most(string now, bool noted) => Assert.Equal(noted, Policy.ShouldTouch(Made(), At(now)));

    [Theory]
    [InlineData("12:00:00.000", "00:05:00", "12:05:00.000")] // a use is noted next
    [InlineData("17:58:00.000", "00:05:00", "18:00:00.000")] // it ends
    [InlineData("12:00:00.000", "02:00:00", "13:00:00.000")] // it was idle too long
    public void A_session_that_is_live_stays_as_it_is_until_the_first_of_its_times(string lastSeen, string touchEvery, string until)
    {
        _options.TouchEvery = TimeSpan.Parse(touchEvery, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(At(until).ToUnixTimeMilliseconds(), Policy.SettledUntil(Made() with { LastSeenAt = At(lastSeen) }));
    }

    [Fact]
    public void A_session_that_may_be_idle_for_longer_than_there_are_years_ends_all_the_same()
    {
        Session longest = Made() with { IdleTimeout = TimeSpan.MaxValue, ExpiresAt = DateTimeOffset.MaxValue };
        _options.TouchEvery = TimeSpan.MaxValue;
        Assert.Equal(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), Policy.SettledUntil(longest));
    }

    [Fact]
    public void A_login_makes_a_session_with_all_that_is_known()
    {
        var signIn = new SignIn(new SessionUser("ann") { Roles = ["admin"] }) { Carrier = Carrier.Token, AuthenticationMethods = ["pwd", "otp"], Device = "Phone" };
        SessionDigest digest = SessionId.Create().Digest();
        var handle = SessionHandle.Create();
        var create = Assert.IsType<SessionChange.Create>(Policy.Login(signIn, digest, handle, current: null, Noon));
        Assert.Equal(7, create.LimitPerUser);
        Assert.Equal(
            new Session
            {
                Digest = digest,
                Handle = handle,
                User = signIn.User,
                Carrier = Carrier.Token,
                AuthenticationMethods = ["pwd", "otp"],
                Device = "Phone",
                CreatedAt = Noon,
                AuthenticatedAt = Noon,
                LastSeenAt = Noon,
                ExpiresAt = Noon + TimeSpan.FromDays(30),
                IdleTimeout = TimeSpan.FromDays(7),
                Version = 1,
            },
            create.Session);
    }

    [Fact]
    public void A_login_with_a_session_of_the_same_user_replaces_it()
    {
        Session current = Made();
        var replace = Assert.IsType<SessionChange.Replace>(Login("ann", current));
        Assert.Equal(current.Digest, replace.Old);
        Assert.NotEqual(current.Digest, replace.Session.Digest);
        Assert.NotEqual(current.Handle, replace.Session.Handle);
    }

    [Theory]
    [InlineData("ben")]
    [InlineData("Ann")]
    [InlineData("ann ")]
    public void A_login_with_a_session_of_another_user_takes_nothing_over(string userId) => Assert.IsType<SessionChange.Create>(Login(userId, Made()));

    [Fact]
    public void Times_are_cut_to_what_a_record_keeps()
    {
        _options.Absolute = TimeSpan.FromSeconds(10) + TimeSpan.FromTicks(7777);
        _options.Idle = TimeSpan.FromSeconds(5);
        Session session = Assert.IsType<SessionChange.Create>(
            Policy.Login(new SignIn(new SessionUser("ann")), SessionId.Create().Digest(), SessionHandle.Create(), null, Noon.AddTicks(5555))).Session;
        Assert.True(SessionFormat.TryRead(SessionFormat.Write(session), out Session? read));
        Assert.Equal(session, read);
    }

    [Fact]
    public void A_change_of_privilege_gives_the_same_session_a_new_id()
    {
        Session current = Made() with { Device = "Phone", Version = 3 };
        SessionDigest digest = SessionId.Create().Digest();
        var admin = new SessionUser("ann") { Roles = ["admin"] };
        SessionChange.Replace kept = SessionPolicy.Rotate(current, admin, digest, reauthenticated: false, At("12:30:00.000"));
        Assert.Equal(current.Digest, kept.Old);
        Assert.Equal(current with { Digest = digest, User = admin, LastSeenAt = At("12:30:00.000"), Version = 4 }, kept.Session);
        SessionChange.Replace proved = SessionPolicy.Rotate(current, admin, digest, reauthenticated: true, At("12:30:00.000"));
        Assert.Equal(At("12:30:00.000"), proved.Session.AuthenticatedAt);
    }

    private static DateTimeOffset At(string time) => Noon.Date.Add(TimeSpan.Parse(time)) is var t ? new DateTimeOffset(t, TimeSpan.Zero) : default;

    private Session Made() => NewSession.For("ann", new FakeClock(Noon), _options);

    private SessionChange Login(string userId, Session current) =>
        Policy.Login(new SignIn(new SessionUser(userId)), SessionId.Create().Digest(), SessionHandle.Create(), current, Noon);
}
