using Cloakroom.Cookies;

namespace Cloakroom;

/// <summary>
/// Says who sends a request that shows a credential, or more than one. All that is live must be of one user. A bearer token is shown
/// on purpose, so one that is refused is not passed over for a cookie.
/// </summary>
internal sealed class Recognition(SessionEngine engine, TokenAccess tokens)
{
    /// <summary>
    /// What it says of a live session that this process remembers, without anything being awaited or allocated; null where it cannot tell. Whoever
    /// is refused is refused by <see cref="DecideAsync"/>.
    /// </summary>
    public Known? Recall(in Credentials shown)
    {
        if (shown.IsCookieOnly)
        {
            return shown.Id is { } id && engine.Recall(in id) is Decision.Valid byId ? new(byId, null) : null;
        }

        if (shown.Count > 1 || shown.HasSeveral)
        {
            return null;
        }

        (ReadOnlyMemory<char> text, Carrier carrier) = shown.HasBearer ? (shown.Bearer, Carrier.Token) : (shown.Access, Carrier.JwtCookie);
        return tokens.Recall(text.Span) is { } token && engine.Recall(token.Digest) is Decision.Valid byToken && IsTrue(token, byToken.Session, carrier) ? new(byToken, token) : null;
    }

    /// <summary>Asks whoever knows.</summary>
    public ValueTask<Recognized> DecideAsync(in Credentials shown, bool isSafe, CancellationToken cancellationToken) =>
        // RFC 6750 3.1: more than one way to show a token is a request that is malformed.
        shown.HasBearer && shown.HasSeveral ? new(Recognized.Refused(Reason.InvalidRequest))
        // Nearly always one, and then there is nothing to compare.
        : shown.Count > 1 ? DecideAmongAsync(shown, isSafe, cancellationToken)
        : shown.HasBearer ? ByTokenAsync(shown.Bearer, Carrier.Token, isSafe, cancellationToken)
        : shown.AccessCookie != CookieMatch.None ? ByAccessCookieAsync(in shown, isSafe, cancellationToken)
        : ByCookieAsync(shown, isSafe, cancellationToken);

    private async ValueTask<Recognized> DecideAmongAsync(Credentials shown, bool isSafe, CancellationToken cancellationToken)
    {
        List<Recognized> all = [];
        if (shown.HasBearer)
        {
            all.Add(await ByTokenAsync(shown.Bearer, Carrier.Token, isSafe, cancellationToken));
            if (all[0].Decision is Decision.Anonymous)
            {
                return all[0];
            }
        }

        if (shown.SessionCookie != CookieMatch.None)
        {
            all.Add(await ByCookieAsync(shown, isSafe, cancellationToken));
        }

        if (shown.AccessCookie != CookieMatch.None)
        {
            all.Add(await ByAccessCookieAsync(in shown, isSafe, cancellationToken));
        }

        return Choose(all);
    }

    private static Recognized Choose(List<Recognized> all)
    {
        if (all.Find(r => r.Decision is Decision.Unavailable) is { } away)
        {
            return away;
        }

        Recognized[] live = [.. all.Where(r => r.Decision is Decision.Valid)];
        return all.Exists(r => r.Decision is Decision.Anonymous { Reason: var reason } && reason == Reason.AmbiguousCredentials)
            || live.Select(r => r.UserId).Distinct(StringComparer.Ordinal).Count() > 1
            ? Recognized.Refused(Reason.AmbiguousCredentials) : live.FirstOrDefault() ?? all[0];
    }

    private async ValueTask<Recognized> ByCookieAsync(Credentials shown, bool isSafe, CancellationToken cancellationToken) =>
        shown.SessionCookie == CookieMatch.Several ? Recognized.Refused(Reason.AmbiguousCredentials)
        : shown.Id is { } id ? new(await engine.AuthenticateAsync(id, isSafe, cancellationToken), ShownSession.Of(id))
        : Recognized.Refused(Reason.Malformed);

    private ValueTask<Recognized> ByAccessCookieAsync(in Credentials shown, bool isSafe, CancellationToken cancellationToken) =>
        shown.AccessCookie == CookieMatch.Several ? new(Recognized.Refused(Reason.AmbiguousCredentials))
        : ByTokenAsync(shown.Access, Carrier.JwtCookie, isSafe, cancellationToken);

    private async ValueTask<Recognized> ByTokenAsync(ReadOnlyMemory<char> token, Carrier carrier, bool isSafe, CancellationToken cancellationToken)
    {
        Tokens.TokenVerdict verdict = await tokens.VerifyAsync(token.Span, cancellationToken);
        if (verdict.Token is not { } verified)
        {
            return verdict.Reason == Reason.StoreUnavailable ? new(Decision.Unavailable.Instance, null) : Recognized.Refused(verdict.Reason ?? Reason.Malformed);
        }

        Decision decision = await engine.AuthenticateAsync(verified.Digest, isSafe, cancellationToken);
        return decision is Decision.Valid { Session: var session } && !IsTrue(verified, session, carrier) ? Recognized.Refused(Reason.UnknownSession) : new(decision, ShownSession.Of(verified));
    }

    // A token for a header is none for a cookie: each is guarded in its own way. What a token says must be true of its session.
    private static bool IsTrue(Tokens.VerifiedToken token, Session session, Carrier carrier) =>
        session.Carrier == carrier && session.Handle == token.Handle && session.UserId == token.Subject;
}

/// <summary>A live session that was remembered, with the token that was shown for it; null for a session cookie.</summary>
internal readonly record struct Known(Decision.Valid Decision, Tokens.VerifiedToken? Token);

/// <summary>Who it is, and what was shown for it.</summary>
internal sealed record Recognized(Decision Decision, ShownSession? Shown)
{
    public string? UserId => (Decision as Decision.Valid)?.Session.UserId;

    public static Recognized Refused(Reason reason) => new(Decision.Anonymous.Because(reason), null);
}
