namespace Cloakroom;

/// <summary>
/// The rules, as pure functions over values: same record and same time, same answer. No I/O and no clock of its own.
/// </summary>
/// <param name="options">Lifetimes of sessions with a cookie, and limits.</param>
/// <param name="tokens">Lifetimes of sessions with tokens; null for the defaults.</param>
public sealed class SessionPolicy(SessionOptions options, TokenOptions? tokens = null)
{
    private readonly TokenOptions _tokens = tokens ?? new TokenOptions();

    /// <summary>Is this record live at this time? Null when it is; otherwise why not. The end itself is outside (RFC 6265bis 5.5).</summary>
    public static Reason? Refuse(Session session, DateTimeOffset now) =>
        now >= session.ExpiresAt ? Reason.ExpiredAbsolute
        : now - session.LastSeenAt >= session.IdleTimeout ? Reason.ExpiredIdle
        : null;

    /// <summary>Why a session that was ended is refused.</summary>
    public static Reason Refuse(EndReason why) => why == EndReason.UserDisabled ? Reason.UserDisabled : Reason.Revoked;

    /// <summary>Whether this use should be noted. Throttled, so that a page of 50 requests costs one write at most.</summary>
    public bool ShouldTouch(Session session, DateTimeOffset now) => now - session.LastSeenAt >= options.TouchEvery;

    /// <summary>
    /// Until when this record, if it is live and needs no touch now, stays so: milliseconds since 1970, because the sum may lie beyond the
    /// year 9999.
    /// </summary>
    internal long SettledUntil(Session session) => Math.Min(
        session.ExpiresAt.ToUnixTimeMilliseconds(),
        session.LastSeenAt.ToUnixTimeMilliseconds() + (long)Math.Min(session.IdleTimeout.TotalMilliseconds, options.TouchEvery.TotalMilliseconds));

    /// <summary>
    /// A login: always a new ID (ASVS 7.2.4). The session shown with the login ends; where it is live and of the same user, its data follows.
    /// </summary>
    public SessionChange Login(SignIn signIn, SessionDigest digest, SessionHandle handle, Session? current, DateTimeOffset now)
    {
        now = Milliseconds(now);
        bool withCookie = signIn.Carrier == Carrier.Cookie;
        var session = new Session
        {
            Digest = digest,
            Handle = handle,
            User = signIn.User,
            Carrier = signIn.Carrier,
            AuthenticationMethods = signIn.AuthenticationMethods,
            Device = signIn.Device,
            CreatedAt = now,
            AuthenticatedAt = signIn.AuthenticatedAt is { } proved && proved < now ? Milliseconds(proved) : now,
            LastSeenAt = now,
            ExpiresAt = Milliseconds(now + (withCookie ? options.Absolute : _tokens.RefreshAbsolute)),
            IdleTimeout = withCookie ? options.Idle : _tokens.RefreshIdle,
        };
        return current is not null && string.Equals(current.UserId, signIn.User.Id, StringComparison.Ordinal)
            ? new SessionChange.Replace(current.Digest, session)
            : new SessionChange.Create(session, options.MaxPerUser);
    }

    /// <summary>
    /// A change of privilege (roles, second factor, password): same session and handle under a new ID, the old one dead.
    /// </summary>
    public static SessionChange.Replace Rotate(Session current, SessionUser user, SessionDigest digest, bool reauthenticated, DateTimeOffset now) =>
        new(current.Digest, current with
        {
            Digest = digest,
            User = user,
            AuthenticatedAt = reauthenticated ? Milliseconds(now) : current.AuthenticatedAt,
            LastSeenAt = Milliseconds(now),
            Version = current.Version + 1,
        });

    /// <summary>A record keeps milliseconds; cutting here makes what is written equal to what is read.</summary>
    internal static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
